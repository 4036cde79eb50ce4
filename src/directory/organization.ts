import type { OrganizationSettings } from './settings'
import type { Page, Query } from './stored-resource'

export interface Organization {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly created: number
  readonly settings: OrganizationSettings
}

export interface OrganizationReader {
  find(id: string): Promise<Organization | undefined>
  findBySlug(slug: string): Promise<Organization | undefined>
  list(): Promise<readonly Organization[]>
}

export interface OrganizationWriter {
  insert(organization: Organization): Promise<void>
  update(organization: Organization): Promise<void>
}

/** What an organization has added to the schemas, as JSON text; the digest names the content. */
export interface StoredDefinitions {
  readonly organizationId: string
  readonly digest: string
  readonly content: string
}

export interface DefinitionReader {
  find(organizationId: string): Promise<StoredDefinitions | undefined>
}

export interface DefinitionWriter {
  put(definitions: StoredDefinitions): Promise<void>
}

/** Something that people can be given, such as a role. Connections only read it. */
export interface OfferedResource {
  readonly organizationId: string
  /** The name of its resource type in lower case. */
  readonly type: string
  readonly id: string
  readonly document: string
  readonly version: number
  readonly created: number
  readonly modified: number
}

export interface OfferedResourceReader {
  find(organizationId: string, type: string, id: string): Promise<OfferedResource | undefined>
  /** In the order of their ids, by code point. */
  list(organizationId: string, type: string): Promise<readonly OfferedResource[]>
  page(organizationId: string, type: string, range: Pick<Query, 'offset' | 'limit'>): Promise<Page<OfferedResource>>
}

export interface OfferedResourceWriter {
  put(resource: OfferedResource): Promise<void>
  /** Whether there was one. */
  delete(organizationId: string, type: string, id: string): Promise<boolean>
}
