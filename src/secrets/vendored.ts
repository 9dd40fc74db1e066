/** Folders that hold other people's code, as package managers and version control fill them. */
const folder =
  /(?:^|\/)(?:node_modules|bower_components|jspm_packages|vendor|third_party|site-packages|dist-packages|\.git\/(?:objects|lfs|modules)|\.hg\/store|\.yarn\/(?:cache|releases|unplugged)|\.pnpm-store|\.bundle\/(?:ruby|cache)|\.cargo\/(?:registry|git)|go\/pkg\/mod|\.m2\/repository|\.gradle\/caches|\.terraform\/(?:providers|modules)|\.tox|\.nox|__pycache__|\.next\/cache|\.nuget\/packages|elm-stuff|Pods)\//i;

/** Files that were made from others: what is in them is in those as well. */
const made = /(?:[.-]min\.(?:m?js|css)|\.(?:js|css|ts|mjs|cjs)\.map|\.snap|\.pyc|\.bundle\.js)$/i;

/** True for files of somebody else's code, and for those that a build made. */
export function isVendored(path: string): boolean {
  const clean = path.replaceAll("\\", "/");
  return folder.test(clean) || made.test(clean);
}
