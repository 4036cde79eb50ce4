import { urns } from '../../scim/urns'
import type { Expected } from '../difference'
import type { Person } from '../person'

export type Edit = { readonly operation: string; readonly Operations: readonly unknown[] }

/** A user's changes in each of the styles in which Entra writes them, and the user that they must lead to. */
export function edit(person: Person, manager: string | undefined): { edits: readonly Edit[]; edited: Expected } {
  const email = `new.${person.userName}`
  const familyName = `${person.familyName}-Lindqvist`
  const displayName = `${person.givenName} ${familyName}`
  const department = `${person.department}, North`
  const mobile = '+1 425 555 0101'
  const employeeNumber = '701984'

  const byPath = [
    { op: 'Replace', path: 'emails[type eq "work"].value', value: email },
    { op: 'Replace', path: 'name.familyName', value: familyName },
    { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: mobile },
    { op: 'Add', path: `${urns.enterpriseUser}:department`, value: department },
    { op: 'Remove', path: 'title' },
  ]
  const withoutPath = [
    {
      op: 'replace',
      value: { displayName, 'name.formatted': displayName, [`${urns.enterpriseUser}:employeeNumber`]: employeeNumber },
    },
  ]
  const managerAsText = [{ op: 'Add', path: `${urns.enterpriseUser}:manager`, value: manager }]

  return {
    edits: [
      { operation: 'change attributes', Operations: byPath },
      { operation: 'change without a path', Operations: withoutPath },
      ...(manager === undefined ? [] : [{ operation: 'assign manager', Operations: managerAsText }]),
    ],
    edited: {
      displayName,
      title: undefined,
      name: { givenName: person.givenName, familyName, formatted: displayName },
      emails: [{ type: 'work', value: email, primary: true }],
      phoneNumbers: [{ type: 'mobile', value: mobile }],
      [urns.enterpriseUser]: { department, employeeNumber, ...(manager && { manager: { value: manager } }) },
    },
  }
}
