// Makes pages live, and lets people choose a theme. Every page works without it.
(() => {
  'use strict';

  const root = document.documentElement;
  const refreshMs = 3000;

  const stored = name => { try { return localStorage.getItem(name); } catch { return null; } };
  const store = (name, value) => { try { localStorage.setItem(name, value); } catch { /* Private windows may keep nothing. */ } };

  // Before the first paint, or the page would flash.
  const theme = stored('theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;

  document.addEventListener('DOMContentLoaded', () => {
    offerThemes();
    goLive();
  });

  // Filters that were left empty do not belong into the address.
  document.addEventListener('submit', event => {
    const form = event.target;
    if (form.method !== 'get') return;
    for (const field of form.elements) {
      if (field.name && field.value === '') field.disabled = true;
    }
    setTimeout(() => { for (const field of form.elements) field.disabled = false; });
  });

  // Checks or clears every box of the name that it gives.
  document.addEventListener('change', event => {
    const all = event.target.dataset?.checks;
    if (!all) return;
    for (const box of document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(all)}"]`)) box.checked = event.target.checked;
  });

  function offerThemes() {
    const button = document.getElementById('theme-toggle');
    if (!button) return;
    button.hidden = false;
    const isDark = () => root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    const say = () => { button.textContent = isDark() ? 'Light' : 'Dark'; };
    button.addEventListener('click', () => {
      root.dataset.theme = isDark() ? 'light' : 'dark';
      store('theme', root.dataset.theme);
      say();
    });
    say();
  }

  // Every few seconds the page is asked for again, and the regions that are marked take over what has changed in it.
  function goLive() {
    const regions = () => document.querySelectorAll('[data-live]');
    if (regions().length === 0) return;
    const button = document.getElementById('live-toggle');
    let paused = stored('live') === 'paused';
    let timer;

    const say = (text, state) => {
      if (!button) return;
      button.textContent = text;
      button.dataset.state = state;
      button.setAttribute('aria-pressed', String(!paused));
    };
    const settle = () => paused ? say('Paused', 'paused') : say('Live', 'live');

    async function refresh() {
      try {
        const answer = await fetch(location.href, { headers: { accept: 'text/html' }, cache: 'no-store' });
        if (answer.redirected && new URL(answer.url).pathname !== location.pathname) { location.reload(); return; }
        if (!answer.ok && answer.status !== 404) { say(`Not live (${answer.status})`, 'stale'); return; }
        const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
        for (const region of regions()) {
          if (region.dataset.live === 'whole') { location.reload(); return; }
          const other = fresh.getElementById(region.id);
          if (other) morph(region, other);
        }
        document.title = fresh.title;
        settle();
      } catch {
        say('Not live', 'stale');
      }
    }

    // One at a time, and none for a page that nobody looks at.
    async function loop() {
      clearTimeout(timer);
      if (paused) return;
      if (!document.hidden) await refresh();
      if (!paused) timer = setTimeout(loop, refreshMs);
    }

    if (button) {
      button.hidden = false;
      button.addEventListener('click', () => {
        paused = !paused;
        store('live', paused ? 'paused' : 'live');
        settle();
        loop();
      });
    }
    document.addEventListener('visibilitychange', () => { if (!document.hidden) loop(); });
    settle();
    if (!paused) timer = setTimeout(loop, refreshMs);
  }

  const keyOf = node => node.nodeType === Node.ELEMENT_NODE ? node.id || node.dataset.key || null : null;

  // Makes one tree like another, and touches nothing that is alike already: focus, selection, scroll positions, what was typed and what
  // was unfolded stay as they are.
  function morph(from, to) {
    if (from.isEqualNode(to)) return;
    if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName) { from.replaceWith(document.importNode(to, true)); return; }
    if (from.nodeType !== Node.ELEMENT_NODE) { from.data = to.data; return; }

    for (const { name } of [...from.attributes]) {
      if (!to.hasAttribute(name) && !isTheReaders(from, name)) from.removeAttribute(name);
    }
    for (const { name, value } of to.attributes) {
      if (from.getAttribute(name) !== value && !isTheReaders(from, name)) from.setAttribute(name, value);
    }

    const keyed = new Map();
    for (const child of from.childNodes) {
      const key = keyOf(child);
      if (key) keyed.set(key, child);
    }
    const wanted = new Set([...to.childNodes].map(keyOf).filter(key => key));

    let cursor = from.firstChild;
    for (const child of to.childNodes) {
      while (cursor && keyOf(cursor) && !wanted.has(keyOf(cursor))) {
        const gone = cursor;
        cursor = cursor.nextSibling;
        gone.remove();
      }
      const key = keyOf(child);
      const match = key ? keyed.get(key) : cursor && !keyOf(cursor) && cursor.nodeName === child.nodeName ? cursor : null;
      if (!match) {
        from.insertBefore(document.importNode(child, true), cursor);
      } else {
        if (match === cursor) cursor = cursor.nextSibling;
        else from.insertBefore(match, cursor);
        morph(match, child);
      }
    }
    while (cursor) {
      const gone = cursor;
      cursor = cursor.nextSibling;
      gone.remove();
    }
  }

  // A region's own mark stays as well: the page that is fetched has it, too, but may have made it another.
  function isTheReaders(element, attribute) {
    switch (element.nodeName) {
      case 'DETAILS': case 'DIALOG': return attribute === 'open';
      case 'INPUT': case 'TEXTAREA': case 'SELECT': case 'OPTION': return ['value', 'checked', 'selected', 'disabled'].includes(attribute);
      default: return false;
    }
  }
})();
