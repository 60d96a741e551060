package varpro

import (
	"math"
	"slices"
	"tradeoff/diversity/laws"
)

// Monomial is a basis function exp(-exponent (K ln K + n ln n)), or 1 where its exponent is [None].
type Monomial struct {
	Exponent int // index; None = no exponent
	K, N     float64
}

// None is the index of no exponent.
const None = -1

// MonomialsOf is the basis of laws that consist of powers of K, n and their product; nil for others. The sizes of a
// study share their K and their n, so that a few exponentials serve all sizes. Types are asked for and not methods,
// since a user's law that embeds one of these may have another basis.
func MonomialsOf(law laws.Law) []Monomial {
	one := Monomial{Exponent: None}
	switch l := law.(type) {
	case laws.Tied:
		if l.Exponent == 0 {
			return []Monomial{one, {0, 1, 0}, {0, 0, 1}}
		}
	case laws.Untied:
		return []Monomial{one, {0, 1, 0}, {1, 0, 1}}
	case laws.Pooled:
		return []Monomial{one, {0, 1, 0}, {1, 1, 1}}
	case laws.Flat:
		return []Monomial{one, {0, 1, 1}}
	case laws.WithTotal:
		if inner := MonomialsOf(l.Law); inner != nil {
			return append(inner, Monomial{len(l.Law.Exponents()), 1, 1})
		}
	}
	return nil
}

// basisTable holds one basis function at the different values of its argument.
type basisTable struct {
	exponent  int
	arguments []float64 // different K ln K + n ln n
	values    []float64 // of the basis function at them
	indexOf   []int     // argument of each row
}

// basisTables is nil for laws that are not of powers.
func basisTables(law laws.Law, lnK, lnn []float64) []basisTable {
	var tables []basisTable
	for _, p := range MonomialsOf(law) {
		t := basisTable{exponent: p.Exponent, indexOf: make([]int, len(lnK))}
		if p.Exponent == None {
			p.K, p.N = 0, 0
		}
		for i := range lnK {
			t.arguments = append(t.arguments, p.K*lnK[i]+p.N*lnn[i])
		}
		rows := slices.Clone(t.arguments)
		slices.Sort(t.arguments)
		t.arguments = slices.Compact(t.arguments)
		for i, argument := range rows {
			t.indexOf[i], _ = slices.BinarySearch(t.arguments, argument)
		}
		t.values = make([]float64, len(t.arguments))
		tables = append(tables, t)
	}
	return tables
}

// fill evaluates the basis function.
func (t *basisTable) fill(exponents []float64) {
	for i, argument := range t.arguments {
		t.values[i] = 1
		if t.exponent != None {
			t.values[i] = math.Exp(-exponents[t.exponent] * argument)
		}
	}
}
