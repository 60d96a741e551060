package parquet_test

import (
	"context"
	"os"

	"tradeoff/diversity/internal/cachedir"
)

var ctx = context.Background()

// ownCache gives an example a cache directory of its own until the function that it returns is called.
func ownCache() func() {
	dir, err := os.MkdirTemp("", "parquet-test")
	if err == nil {
		err = os.Setenv(cachedir.Variable, dir)
	}
	if err != nil {
		panic(err)
	}
	return func() { _ = os.RemoveAll(dir) }
}
