import { expect, it } from "vitest";
import { packageCacheOf } from "../../inventory/package-caches.ts";
import { debian, expectInImages, filler, layer } from "./facts.fixture.ts";
import { leastCacheBytes, packageCacheInImage } from "./package-cache-in-image.ts";

const big = { text: filler(leastCacheBytes) };
const half = { text: filler(leastCacheBytes / 2) };

expectInImages(packageCacheInImage, [
  [
    "several files of one cache, from two layers",
    {
      steps: [
        debian,
        layer("RUN a", { "root/.cache/pip/http/a": half }),
        layer("RUN b", { "root/.cache/pip/http/b": half, "root/.cache/pip/c": "x" }),
      ],
    },
    [["RUN b", "5.0 MB of pip's cache in root/.cache/pip: 3 files, most from layer 3 (RUN b)"]],
  ],
  [
    "two caches, the larger first",
    { steps: [layer("RUN a", { "var/cache/apk/a": big, "root/.npm/_cacache/a": big, "root/.npm/_cacache/b": "x" })] },
    [
      ["RUN a", "npm's cache"],
      ["RUN a", "apk's cache"],
    ],
  ],
  [
    "the folder that holds all of it",
    { steps: [layer("RUN a", { "root/.npm/_cacache/b/c/d": big, "root/.npm/_cacache/bb/c": "x" })] },
    [["RUN a", "npm's cache in root/.npm/_cacache: 2 files, from layer 1 (RUN a)"]],
  ],
  [
    "of two users",
    {
      steps: [
        layer("RUN a", { "home/a/.npm/_cacache/a": big, "home/a/.npm/_cacache/b": big, "root/.npm/_cacache/b": "x" }),
      ],
    },
    [["RUN a", "npm's cache in home/a/.npm/_cacache and elsewhere: 3 files"]],
  ],
  ["too small", { steps: [layer("RUN a", { "var/cache/apt/pkgcache.bin": half })] }, []],
  [
    "deleted later",
    { steps: [layer("RUN a", { "var/lib/apt/lists/x": big }), layer("RUN b", { "var/lib/apt/lists/x": null })] },
    [],
  ],
]);

it.each<[path: string, title: string | undefined]>([
  ["var/lib/apt/lists/deb.example.com_dists_InRelease", "apt's package lists"],
  ["var/lib/apt/lists/lock", undefined],
  ["var/cache/apt/archives/a.deb", "packages that apt downloaded"],
  ["var/cache/dnf/x/repodata/a", "the cache of dnf, yum or zypper"],
  ["home/a/.cache/uv/archive-v0/a", "uv's cache"],
  ["usr/local/share/.cache/yarn/v6/a", "Yarn's cache"],
  ["root/.cache/go-build/00/a", "Go's build cache"],
  ["go/pkg/mod/cache/download/a", "Go's downloaded modules"],
  ["go/pkg/mod/example.com/a@v1/a.go", undefined],
  ["usr/local/cargo/registry/src/a", "Cargo's registry"],
  ["usr/local/bundle/cache/rack-3.0.0.gem", "gems as they were downloaded"],
  ["opt/conda/pkgs/numpy-2.0.conda", "archives that conda downloaded"],
  ["opt/conda/pkgs/numpy-2.0/lib/a", undefined],
  ["root/.m2/repository/a.jar", undefined],
  ["app/cache/a", undefined],
])("%s is part of %s", (path, title) => {
  expect(packageCacheOf(path)?.title).toBe(title);
});
