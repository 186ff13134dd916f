-- What operators search by, in the order in which they are shown it, so that a page costs as much among ten million deliveries as among ten.
-- The walk down the list (src/Storage/Postgres/DeliverySearch.cs) finds tenant, channel, provider and type in its index, without the rows.
-- None of these columns is changed by a callback, so its updates stay heap-only; the last index costs those that fail, bounce or complain.
-- Locks: building the indexes blocks writes to delivery, some seconds per million rows: messages wait in their queues meanwhile.
create index delivery_list on delivery (created_at desc, delivery_id desc) include (tenant_id, channel, provider, notification_type);
drop index delivery_newest;

create index delivery_of_recipient on delivery (recipient_normalized, created_at desc, delivery_id desc) where recipient_normalized is not null;
drop index delivery_recipient;

create index delivery_of_notification on delivery (notification_id, created_at desc, delivery_id desc) where notification_id is not null;
drop index delivery_notification;

create index delivery_of_notifiable on delivery (notifiable_id, created_at desc, delivery_id desc) where notifiable_id is not null;
drop index delivery_notifiable;

create index delivery_in_trouble on delivery (created_at desc, delivery_id desc)
  where failed_at is not null or bounced_at is not null or complained_at is not null;
