/** What the server takes and gives at once; /ServiceProviderConfig says so. */
export const limits = {
  /** How many resources a page holds at the most, and when nobody says. */
  maxResults: 1000,
  defaultResults: 100,
  /** How many operations a bulk request holds at the most. */
  maxOperations: 1000,
  /** How long (s) a cursor is good for. */
  cursorTimeout: 3600,
}
