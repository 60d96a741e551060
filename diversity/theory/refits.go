package theory

import "tradeoff/diversity"

// ValueOf is a quantity by the fit itself; 0 or infinite where the fit has no inner optimum. Its errors are those of [Fitted.Refits].
func (f *Fitted) ValueOf(q Quantity) (float64, error) {
	values, err := f.valuesAt(q, [][]float64{f.Values()})
	if err != nil {
		return 0, err
	}
	return values[0], nil
}

// Refits lists the values of a quantity by the bootstrap refits of the fit, in an order that is the same for all quantities, so
// that two of them can be seen together: a cloud of a and b, or of x* at two budgets. A value is 0, infinite or NaN where a
// refit has no inner optimum. There are none if the fit has no refits (FitOptions.Replicates below 0). The error is that of the
// quantity, for example diversity.ErrInvalid for a parameter that the law does not have.
func (f *Fitted) Refits(q Quantity) ([]float64, error) { return f.valuesAt(q, f.replicates) }

func (f *Fitted) valuesAt(q Quantity, all [][]float64) ([]float64, error) {
	if q.bindTo == nil {
		return nil, diversity.Invalid("quantity", "nothing", "one made by ParameterOf, DifferenceOf, BestClassesAt, BestRatioAt or ErrorOf")
	}
	values := make([]float64, len(all))
	err := guard(func() error {
		c, err := q.bindTo(f)
		if err != nil {
			return err
		}
		for i, parameters := range all {
			values[i] = c.back(c.of(parameters))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return values, nil
}
