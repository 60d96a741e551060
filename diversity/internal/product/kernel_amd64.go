package product

import "golang.org/x/sys/cpu"

// fast reports whether the processor has what tile needs.
var fast = cpu.X86.HasAVX2 && cpu.X86.HasFMA

// tile sets out [tileRows, tileColumns] to the product of a strip of each factor, of so many inner indices, at least 1.
//
//go:noescape
func tile(out *[tileRows * tileColumns]float64, a, b *float64, inner int)
