/** Files that travel inside the binary: `with { type: 'file' }` gives the path they are read from. */
declare module 'swagger-ui-dist/*' {
  const path: string
  export default path
}

declare module '*/public/explorer.js' {
  const path: string
  export default path
}

declare module '*/public/console.js' {
  const path: string
  export default path
}

declare module '*.svg' {
  const path: string
  export default path
}

declare module '*.css' {
  const path: string
  export default path
}
