package figure

import (
	"tradeoff/diversity/figure/internal/sizechoice"
	"tradeoff/diversity/theory/backtest"
)

// Rules shows what each rule for choosing a size lost at a budget that it had not seen: the measured regret with its
// interval, and every repeat. Rules that could not be applied are named in the caption. The error wraps [ErrEmpty] if
// none could.
func Rules(table backtest.RuleTable) (Figure, error) {
	p, err := sizechoice.Rules(table)
	return newFigure("Rules", p, err)
}
