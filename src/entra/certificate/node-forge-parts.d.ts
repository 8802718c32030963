// There are no types for the submodules of node-forge; importing all of it is four times as large.
declare module 'node-forge/lib/forge.js' {
  import forge from 'node-forge';
  export default forge;
}
declare module 'node-forge/lib/md5.js' {}
declare module 'node-forge/lib/pkcs12.js' {}
declare module 'node-forge/lib/sha512.js' {}
