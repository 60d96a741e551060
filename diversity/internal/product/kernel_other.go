//go:build !amd64

package product

const fast = false

func tile(*[tileRows * tileColumns]float64, *float64, *float64, int) {
	panic("product: this processor has no tile")
}
