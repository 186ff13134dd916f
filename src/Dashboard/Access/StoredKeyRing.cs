using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Tracking.Storage;

namespace Tracking.Dashboard.Access;

/// <summary>Data protection's keys, where all dashboards find them.</summary>
sealed class StoredKeyRing(IKeyRing ring) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => [.. ring.All().Select(element => XElement.Parse(element))];

    public void StoreElement(XElement element, string friendlyName) =>
        ring.Add(friendlyName, element.ToString(SaveOptions.DisableFormatting));
}
