declare module '*.sql' {
  const text: string
  export default text
}

declare module '*/checkpointing.js' {
  const path: string
  export default path
}
