import { type SQL, sql } from 'drizzle-orm'

/** The groups that a SELECT of group numbers gives, and those they are in however deep; for a FROM, with the column `seq`. */
export function groupsAround(start: SQL): SQL {
  return sql`(with recursive up (seq) as (
      ${start}
      union
      select m.group_seq from up join memberships m on m.member_type = 'Group' and m.member_seq = any (array[up.seq])
    ) select seq from up)`
}

/** A SELECT of the groups that a user is directly in. */
export function groupsOf(userSeq: SQL): SQL {
  return sql`select m.group_seq from memberships m where m.member_type = 'User' and m.member_seq = ${userSeq}`
}

/** A SELECT of the users who are in the groups that a SELECT of group numbers gives, however deep. */
export function peopleBelow(start: SQL): SQL {
  return sql`select m.member_seq from (with recursive down (seq) as (
      ${start}
      union
      select m.member_seq from down join memberships m on m.member_type = 'Group' and m.group_seq = any (array[down.seq])
    ) select seq from down) as d join memberships m on m.member_type = 'User' and m.group_seq = any (array[d.seq])`
}
