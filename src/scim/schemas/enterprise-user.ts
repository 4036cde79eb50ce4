import { attribute, complex, type Schema } from '../attribute'
import { urns } from '../urns'

/** The enterprise extension of User (RFC 7643 §4.3). */
export const enterpriseUser: Schema = {
  id: urns.enterpriseUser,
  name: 'EnterpriseUser',
  description: 'What an employer knows about a person.',
  attributes: [
    attribute('employeeNumber', 'string', 'A number or code that identifies the person within the employer.'),
    attribute('costCenter', 'string', 'The name of a cost centre.'),
    attribute('organization', 'string', 'The name of an organization.'),
    attribute('division', 'string', 'The name of a division.'),
    attribute('department', 'string', 'The name of a department.'),
    complex('manager', "The person's manager.", [
      attribute('value', 'string', "The manager's id, as the provisioning client knows it.", { caseExact: true }),
      attribute('$ref', 'reference', "The URI of the manager's resource.", { referenceTypes: ['User'] }),
      attribute('displayName', 'string', "The manager's name.", { mutability: 'readOnly' }),
    ]),
  ],
}
