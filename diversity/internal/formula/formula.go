// Package formula makes numbers from a name and an index, so that tests here and scripts of other frameworks have the
// same arrays without a file.
package formula

// Numbers are size numbers in [-0.5, 0.5), those of pretrain/testdata/formula.py.
func Numbers(name string, size int) []float32 {
	seed := uint32(2166136261) // FNV-1a
	for _, char := range []byte(name) {
		seed = (seed ^ uint32(char)) * 16777619
	}
	numbers := make([]float32, size)
	for i := range numbers {
		h := uint32(i)*0x9E3779B9 + seed
		h = (h ^ h>>16) * 0x85EBCA6B
		h = (h ^ h>>13) * 0xC2B2AE35
		h ^= h >> 16
		numbers[i] = float32(h>>8)/(1<<24) - 0.5
	}
	return numbers
}
