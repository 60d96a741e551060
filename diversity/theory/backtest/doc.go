// Package backtest scores rules for choosing a size on budgets that they have not seen: [Run] for the measurements of
// one question, [Pool] over several. [RollingOrigin] scores the intervals of what is foretold.
// [Levels] does both for budgets of three levels.
package backtest
