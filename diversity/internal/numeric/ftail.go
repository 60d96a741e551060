package numeric

import "gonum.org/v1/gonum/mathext"

// FTail is the chance of more than f under the F distribution: the upper tail itself, since 1 - CDF would stop at
// 1e-16.
func FTail(f, d1, d2 float64) float64 { return mathext.RegIncBeta(d2/2, d1/2, d2/(d2+d1*f)) }
