/** In place of `msgpackr` where a bundle is made: the engine encodes values with it, and ours are bytes already. */
exports.Encoder = class {
  constructor() {
    throw new Error("values are stored as bytes");
  }
};
