/** What an address is counted under: `own` for this machine, for IPv6 the first 64 bits, of which one customer has all the rest. */
export function network(ip: string): string {
  if (ip === '::1' || ip.startsWith('127.')) return 'own'
  if (!ip.includes(':')) return ip
  const [front = '', back] = ip.split('%')[0]?.split('::') ?? []
  const ahead = front === '' ? [] : front.split(':')
  const behind = back === undefined || back === '' ? [] : back.split(':')
  const zeros = back === undefined ? 0 : Math.max(0, 8 - ahead.length - behind.length)
  const groups = [...ahead, ...Array<string>(zeros).fill('0'), ...behind]
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
