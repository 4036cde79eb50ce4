import { describe, expect, test } from 'bun:test'
import type { Attribute, ResourceType } from '../../src/scim/attribute'
import type { Json, JsonObject } from '../../src/scim/json'
import { resourceTypes, userType } from '../../src/scim/resource-types'
import { urns } from '../../src/scim/urns'
import { add, patched, remove, replace } from './patching'
import { ada, frozen } from './people'
import { refusalOf } from './refusal'
import { sample, writable } from './sample'

const { enterpriseUser: extension } = urns

/** The least document of a type. */
function bare(type: ResourceType): JsonObject {
  const required = type.schema.attributes.filter((attribute) => attribute.required)
  return frozen({
    schemas: [type.schema.id],
    id: 'some',
    ...Object.fromEntries(required.map((attribute) => [attribute.name, sample(attribute, 'old')])),
  })
}

describe('Every attribute', () => {
  for (const type of resourceTypes) {
    const document = bare(type)
    for (const attribute of writable(type.schema.attributes)) {
      const { name, required } = attribute
      const [old, next] = [sample(attribute, 'old'), sample(attribute, 'new one')]
      const filled = frozen({ ...document, [name]: old })

      test(`is added, replaced and removed: ${type.name}.${name}`, () => {
        for (const path of [name, name.toUpperCase(), `${type.schema.id}:${name}`]) {
          if (!required) expect(patched(type, document, add(path, old))).toEqual(filled)
          expect(patched(type, filled, replace(path, next))).toEqual({ ...document, [name]: next })
          if (!required) expect(patched(type, document, replace(path, next))).toEqual({ ...document, [name]: next })
          if (required) expect(refusalOf(() => patched(type, filled, remove(path)))).toBe('400 mutability')
          else expect(patched(type, filled, remove(path))).toEqual(document)
          expect(patched(type, filled, add(path, old), replace(path, old))).toEqual(filled)
        }
        expect(patched(type, filled, { op: 'replace', value: { [name]: next } })).toEqual({ ...document, [name]: next })
      })

      for (const sub of writable(attribute.subAttributes ?? [])) partIsPatched(type, document, attribute, sub)
    }

    for (const { schema } of type.extensions) {
      for (const attribute of writable(schema.attributes)) {
        const { name } = attribute
        const [old, next] = [sample(attribute, 'old'), sample(attribute, 'new one')]
        const withExtension = (value: Json) =>
          frozen({ ...document, schemas: [type.schema.id, schema.id], [schema.id]: { [name]: value } })

        test(`is added, replaced and removed: ${schema.name}.${name}`, () => {
          for (const path of [
            `${schema.id}:${name}`,
            `${schema.id}:${name}`.toUpperCase(),
            `${schema.id}.${name}`,
            name,
          ]) {
            expect(patched(type, document, add(path, old))).toEqual(withExtension(old))
            expect(patched(type, withExtension(old), replace(path, next))).toEqual(withExtension(next))
            expect(patched(type, withExtension(old), remove(path))).toEqual(document)
            expect(patched(type, withExtension(old), replace(path, ''))).toEqual(document)
          }
          for (const value of [{ [schema.id]: { [name]: next } }, { [`${schema.id}:${name}`]: next }])
            expect(patched(type, withExtension(old), { op: 'replace', value })).toEqual(withExtension(next))
        })
      }
    }
  }

  test('that is readOnly is refused', () => {
    const paths = [
      'meta',
      'meta.created',
      'groups',
      'groups[value eq "g1"]',
      'groups.value',
      'manager.displayName',
      `${extension}:manager.displayName`,
    ]
    for (const path of paths)
      for (const operation of [add(path, 'x'), replace(path, 'x'), remove(path)])
        expect([path, refusalOf(() => patched(userType, ada, operation))]).toEqual([path, '400 mutability'])
  })
})

/** A part of a complex attribute, by its path: `name.givenName`, `emails[type eq "x"].value`. */
function partIsPatched(type: ResourceType, document: JsonObject, attribute: Attribute, sub: Attribute): void {
  const { name } = attribute
  const [old, next] = [sample(sub, 'old'), sample(sub, 'new one')]
  const key = sub.name === 'type' ? attribute.subAttributes?.[0]?.name : 'type'
  const other = { [`${key}`]: 'other' }
  const holding = (part: JsonObject): JsonObject =>
    Object.keys(part).length === 0 ? document : { ...document, [name]: attribute.multiValued ? [part] : part }

  test(`is added, replaced and removed: ${type.name}.${name}.${sub.name}`, () => {
    const path = `${name}.${sub.name}`
    expect(patched(type, document, add(path, old))).toEqual(holding({ [sub.name]: old }))
    expect(patched(type, holding({ [sub.name]: old }), replace(path, next))).toEqual(holding({ [sub.name]: next }))
    expect(patched(type, holding({ [sub.name]: old }), remove(path))).toEqual(document)
    if (!attribute.multiValued) return
    const selected = `${name}[${key} eq "other"].${sub.name}`
    expect(patched(type, document, replace(selected, next))).toEqual(holding({ ...other, [sub.name]: next }))
    expect(patched(type, holding({ ...other, [sub.name]: old }), add(selected, next))).toEqual(
      holding({ ...other, [sub.name]: next }),
    )
    expect(patched(type, holding({ ...other, [sub.name]: old }), remove(selected))).toEqual(holding(other))
  })
}
