package laws

// Law is a functional form of the error of a downstream task over the size (K classes, n images per class) of the
// pre-training set. It is linear in its coefficients, which are never negative, and nonlinear in its exponents:
//
//	error(K, n) = sum_j c_j * basis_j(ln K, ln n; exponents),   c_j >= 0
//
// so that a fit needs to search the exponents only (variable projection). Five short methods suffice for a law of
// your own. A law that also implements [ClosedForm] or [Differentiable] is faster and more exact, never different.
//
// Parameters of a law are written as one slice everywhere: the coefficients first, then the exponents.
type Law interface {
	// Name is a short name for tables and legends, for example "tied".
	Name() string
	// TeX is the formula for display, without dollar signs, in K, n and the names of the parameters.
	TeX() string
	// Coefficients names the linear parameters: 1 to 8 of them.
	Coefficients() []string
	// Exponents names the nonlinear parameters and their bounds: 0 to 6 of them.
	Exponents() []Exponent
	// Basis writes the value of every basis function (one per coefficient) at a size, given the exponents. It must be
	// safe for concurrent use and must not keep the slices.
	Basis(lnK, lnn float64, exponents, basis []float64)
}

// Exponent is a nonlinear parameter of a [Law], searched within 0 < Low < High. Starts are spread evenly in its
// logarithm.
type Exponent struct {
	Name      string
	Low, High float64
}

// ClosedForm is implemented by laws whose best size at a budget is a formula; for others it is searched in ln K.
type ClosedForm interface {
	// BestClasses returns the real-valued number of classes K* that minimises the error at a budget N = K * n, without
	// limits: 0 if fewer classes are always better, +Inf if more are, NaN if it makes no difference.
	BestClasses(budget float64, parameters []float64) float64
}

// Offset is implemented by laws with a part that is known and not fitted: error = Known + sum_j c_j basis_j. A basis
// may then be negative, as that of a score of which more is better.
type Offset interface {
	// Known is that part, the same at every size.
	Known() float64
}

// KnownOf is the known part of a law, 0 for those without.
func KnownOf(law Law) float64 {
	if o, ok := law.(Offset); ok {
		return o.Known()
	}
	return 0
}

// Differentiable is implemented by laws which know the derivatives of their basis; for others they are taken
// numerically.
type Differentiable interface {
	// BasisSlopes writes d basis_j / d exponent_e to slopes[e*len(coefficients)+j].
	BasisSlopes(lnK, lnn float64, exponents, slopes []float64)
}
