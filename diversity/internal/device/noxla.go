//go:build !cgo

package device

import "github.com/gomlx/compute"

func newBackend(config string) (compute.Backend, error) { return compute.NewWithConfig(config) }

// describe: without cgo only the pure-Go backend is compiled in.
func describe(compute.Backend) (kind Kind, api string) { return Go, "" }
