-- Who inserts people counts them: for a trigger every page that the insert writes to would be copied first.
drop trigger users_counted_in;
drop trigger users_counted_in_block;
