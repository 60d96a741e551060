//go:build !cgo

package device

import "github.com/gomlx/compute"

// describe: without cgo only the pure-Go backend is compiled in.
func describe(compute.Backend) (kind Kind, api string) { return Go, "" }
