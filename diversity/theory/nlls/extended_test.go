package nlls_test

import "math"

// extended is an unevaluated sum of two floating-point numbers, with 106 bits (Dekker 1971). The residuals of Lanczos1
// are 1e-13 of values near 1: rounding a value, and even an observation, to 53 bits changes their third digit.
type extended struct{ high, low float64 }

func sumOf(a, b float64) extended {
	s := a + b
	t := s - a
	return extended{s, (a - (s - t)) + (b - t)}
}

func (a extended) plus(b extended) extended {
	s := sumOf(a.high, b.high)
	return sumOf(s.high, s.low+a.low+b.low)
}

func (a extended) times(b extended) extended {
	p := a.high * b.high
	return sumOf(p, math.FMA(a.high, b.high, -p)+a.high*b.low+a.low*b.high)
}

func ratio(a, b float64) extended {
	q := a / b
	return extended{q, math.FMA(-q, b, a) / b}
}

// exp sums the Taylor series of x/256 and squares eight times.
func (a extended) exp() extended {
	small := extended{a.high / 256, a.low / 256}
	term, sum := extended{1, 0}, extended{1, 0}
	for i := 1; i <= 14; i++ {
		term = term.times(small).times(ratio(1, float64(i)))
		sum = sum.plus(term)
	}
	for range 8 {
		sum = sum.times(sum)
	}
	return sum
}

// lanczosResiduals are those of three exponentials on the data of Lanczos1, y in units of 1e-14 and x in units of 1/20,
// with which both are whole numbers.
func (c certified) lanczosResiduals(b, residuals []float64) {
	for i, y := range c.y {
		left := ratio(math.Round(y*1e14), 1e14)
		x := ratio(math.Round(c.x[i][0]*20), 20)
		for j := 0; j < len(b); j += 2 {
			left = left.plus(extended{-b[j], 0}.times(x.times(extended{-b[j+1], 0}).exp()))
		}
		residuals[i] = left.high
	}
}
