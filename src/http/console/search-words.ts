import { plain } from '../../scim/text'

/** What was typed to search for, a word each, as the directory compares it; at most six. */
export function searchWords(typed: string | undefined): readonly string[] {
  return plain(typed ?? '')
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 6)
}
