/** Who is at the other end, and by which URL they reach us, given the proxies whose word is taken for it. */
export interface Origins {
  /** The client's address: the peer's, or the last one in X-Forwarded-For that no trusted proxy stands for. */
  client(request: Request, peer: string | undefined): string | undefined
  /** Scheme and authority of the server as the client sees it, without a slash at its end. */
  server(request: Request, peer: string | undefined): string
}

/** `trustedProxies` holds addresses and CIDR ranges; `publicUrl` settles what the server is called. */
export function origins(publicUrl: string | undefined, trustedProxies: readonly string[]): Origins {
  const isTrusted = trustedProxies.length > 0 ? among(trustedProxies) : () => false
  const fixed = publicUrl?.replace(/\/+$/, '')
  return {
    client(request, peer) {
      if (!isTrusted(peer)) return peer && unmapped(peer)
      const hops = (request.headers.get('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim())
      const client = hops.findLast((hop) => net().isIP(hop) !== 0 && !isTrusted(hop))
      return client ?? (peer && unmapped(peer))
    },
    server(request, peer) {
      if (fixed) return fixed
      const own = authorityOf(request)
      if (!isTrusted(peer)) return own
      const host = request.headers.get('x-forwarded-host') ?? own.slice(own.indexOf('//') + 2)
      const scheme = request.headers.get('x-forwarded-proto') ?? own.slice(0, own.indexOf(':'))
      return /^[\w.:[\]-]+$/.test(host) && /^https?$/.test(scheme) ? `${scheme}://${host}` : own
    },
  }
}

/** Scheme and host as they were asked for; empty where no host was named. */
function authorityOf({ url }: Request): string {
  const authority = url.slice(0, url.indexOf('/', url.indexOf('//') + 2))
  return authority.endsWith('//') ? '' : authority
}

/** Whether an address is one of these, or in one of these ranges. */
function among(ranges: readonly string[]): (address: string | undefined) => boolean {
  const { BlockList, isIP } = net()
  const known = new BlockList()
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (prefix === undefined) known.addAddress(address, family)
    else known.addSubnet(address, Number(prefix), family)
  }
  return (address) => {
    if (address === undefined) return false
    const plain = unmapped(address)
    const version = isIP(plain)
    return version !== 0 && known.check(plain, version === 6 ? 'ipv6' : 'ipv4')
  }
}

/** Loaded only where proxies are trusted: it takes longer than the rest of a start. */
const net = () => process.getBuiltinModule('node:net')

/** 127.0.0.1 for ::ffff:127.0.0.1. */
const unmapped = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, '')
