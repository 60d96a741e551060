// The path lies below that of the kernel, whose internal packages are used. The versions are those of the module itself: go.work takes
// it from the clone.
module tradeoff/kernel/bench

go 1.26.5
