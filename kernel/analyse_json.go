package main

import (
	"encoding/json"
	"io"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/theory"
)

// The shapes of analyse --json. Numbers are those of the table; what is infinite or not known is null.
type (
	jsonReport struct {
		Columns  jsonColumns   `json:"columns"`
		Read     jsonRead      `json:"read"`
		Warnings []string      `json:"warnings"`
		Answer   *jsonAnswer   `json:"answer,omitempty"`
		Needed   *jsonNeeded   `json:"needed,omitempty"`
		NoAnswer string        `json:"no_answer,omitempty"`
		Claims   []jsonVerdict `json:"claims"`
		Optima   []jsonOptimum `json:"optima"`
		Laws     []jsonLaw     `json:"laws"`
		NoLaws   string        `json:"no_laws,omitempty"`
		Fitted   []jsonFitted  `json:"fitted,omitempty"`
		Pairs    []jsonPair    `json:"pairs,omitempty"`
		Backtest []jsonRule    `json:"backtest,omitempty"`
		Origins  []jsonOrigin  `json:"origins,omitempty"`
	}
	jsonColumns struct {
		Groups         string `json:"groups"`
		PerGroup       string `json:"per_group"`
		Score          string `json:"score"`
		HigherIsBetter bool   `json:"higher_is_better"`
	}
	jsonRead struct {
		Runs     int       `json:"runs"`
		Sizes    int       `json:"sizes"`
		Controls int       `json:"controls"`
		Budgets  []float64 `json:"budgets"`
	}
	jsonSize struct {
		Groups   float64 `json:"groups"`
		PerGroup float64 `json:"per_group"`
	}
	jsonEstimate struct {
		Value *float64 `json:"value"`
		Low   *float64 `json:"low"`
		High  *float64 `json:"high"`
		Level *float64 `json:"level"`
	}
	jsonChoice struct {
		Name string       `json:"name"`
		Size jsonSize     `json:"size"`
		Lost jsonEstimate `json:"lost"`
	}
	jsonAnswer struct {
		Budget *float64     `json:"budget,omitempty"`
		Total  *float64     `json:"total,omitempty"`
		Cost   *float64     `json:"cost,omitempty"`
		Size   jsonSize     `json:"size"`
		Best   jsonEstimate `json:"best_groups"`
		Score  jsonEstimate `json:"score"`
		Lost   jsonEstimate `json:"expected_to_lose"`
		Misses []jsonChoice `json:"misses"`
		Others []jsonChoice `json:"others"`
	}
	jsonNeeded struct {
		Score float64      `json:"score"`
		Total jsonEstimate `json:"total"`
		Size  jsonSize     `json:"size"`
	}
	jsonVerdict struct {
		Outcome  string `json:"outcome"`
		Sentence string `json:"sentence"`
	}
	jsonOptimum struct {
		Budget float64      `json:"budget"`
		From   string       `json:"from"`
		Groups jsonEstimate `json:"best_groups"`
		Score  jsonEstimate `json:"score"`
	}
	jsonLaw struct {
		Name    string   `json:"name"`
		TeX     string   `json:"tex"`
		HeldOut *float64 `json:"misses_largest_by"`
		Wins    *float64 `json:"best_in"`
		Lost    *float64 `json:"loses"`
		PValue  *float64 `json:"lack_of_fit_p"`
		Error   string   `json:"error,omitempty"`
	}
	jsonPair struct {
		First    string   `json:"first"`
		Second   string   `json:"second"`
		Nested   bool     `json:"nested"`
		Better   string   `json:"better,omitempty"`
		PValue   *float64 `json:"p"`
		Runs     int      `json:"runs"`
		Needed   *float64 `json:"runs_needed"`
		Sentence string   `json:"sentence"`
		Error    string   `json:"error,omitempty"`
	}
	jsonFitted struct {
		Name       string                  `json:"name"`
		Log        bool                    `json:"log"`
		Huber      float64                 `json:"huber,omitempty"`
		Objective  *float64                `json:"objective"`
		Converged  bool                    `json:"converged"`
		Parameters map[string]jsonEstimate `json:"parameters,omitempty"`
		Best       *jsonEstimate           `json:"best_groups,omitempty"`
		Error      string                  `json:"error,omitempty"`
	}
	jsonRule struct {
		Name string        `json:"name"`
		Size *jsonSize     `json:"size"`
		Lost *jsonEstimate `json:"lost"`
		Why  string        `json:"not_applied,omitempty"`
	}
	jsonOrigin struct {
		Fitted     []float64    `json:"fitted"`
		Budget     float64      `json:"budget"`
		Size       jsonSize     `json:"size"`
		Score      jsonEstimate `json:"score"`
		Measured   jsonEstimate `json:"measured"`
		Held       bool         `json:"held"`
		Sizes      []jsonAtSize `json:"sizes"`
		Groups     jsonEstimate `json:"best_groups"`
		BestGroups jsonEstimate `json:"measured_best_groups"`
		Lost       jsonEstimate `json:"lost"`
		Expected   jsonEstimate `json:"expected_to_lose"`
	}
	jsonAtSize struct {
		Size     jsonSize     `json:"size"`
		Score    jsonEstimate `json:"score"`
		Measured jsonEstimate `json:"measured"`
		Held     bool         `json:"held"`
	}
)

// writeJSON writes all that was found. It ends in an error if an answer was asked for and there is none.
func (f findings) writeJSON(out io.Writer) error {
	r := jsonReport{
		Columns:  jsonColumns{f.groups(), f.items(), f.score(), f.Rises},
		Read:     jsonRead{Runs: len(f.points), Sizes: len(f.sizes()), Controls: f.controls, Budgets: []float64{}},
		Warnings: []string{}, Answer: f.jsonAnswer(), Needed: f.jsonNeeded(), Laws: []jsonLaw{}, Backtest: f.jsonBacktest(),
		Origins: f.jsonOrigins(),
	}
	for _, n := range f.budgets() {
		r.Read.Budgets = append(r.Read.Budgets, f.Total(float64(n)))
	}
	for _, warning := range f.allWarnings() {
		r.Warnings = append(r.Warnings, f.InWords(warning))
	}
	for _, v := range f.verdicts {
		r.Claims = append(r.Claims, jsonVerdict{string(v.Outcome), f.Sentence(v.Sentence)})
	}
	for _, o := range f.optima {
		r.Optima = append(r.Optima, jsonOptimum{f.Total(float64(o.Budget)), o.Source(), f.count(o.Classes),
			jsonOf(f.Estimate(o.Error))})
	}
	for _, s := range f.scores {
		r.Laws = append(r.Laws, f.jsonLaw(s))
	}
	for _, pair := range f.pairTests {
		r.Pairs = append(r.Pairs, f.jsonPair(pair))
	}
	for _, fit := range f.readings {
		r.Fitted = append(r.Fitted, f.jsonFitted(fit))
	}
	if f.scoresErr != nil {
		r.NoLaws = f.Sentence(f.scoresErr.Error())
	}
	if f.predictErr != nil {
		r.NoAnswer = f.Sentence(f.predictErr.Error())
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(r); err != nil {
		return err
	}
	return f.noAnswer()
}

// finite is a number that JSON has; nil for others.
func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

func jsonOf(e estimate.Estimate) jsonEstimate {
	j := jsonEstimate{Value: finite(e.Value)}
	if i := e.Interval; i.Known() {
		j.Low, j.High, j.Level = finite(i.Low), finite(i.High), finite(i.Level)
	}
	return j
}

// count is an estimate of K in the numbers of the table.
func (w words) count(e estimate.Estimate) jsonEstimate {
	e.Value = w.Classes(e.Value)
	e.Interval.Low, e.Interval.High = w.Classes(e.Interval.Low), w.Classes(e.Interval.High)
	return jsonOf(e)
}

// lost is a difference of errors as one of scores.
func (w words) lost(e estimate.Estimate) jsonEstimate {
	step := math.Abs(w.ScoreOf(1) - w.ScoreOf(0))
	e.Value, e.Interval.Low, e.Interval.High = step*e.Value, step*e.Interval.Low, step*e.Interval.High
	return jsonOf(e)
}

func (w words) jsonSize(s diversity.Size) jsonSize {
	return jsonSize{w.Classes(float64(s.Classes)), w.PerClass(float64(s.PerClass))}
}

func (w words) choices(of []theory.Baseline) []jsonChoice {
	choices := []jsonChoice{}
	for _, b := range of {
		choices = append(choices, jsonChoice{w.InWords(b.Name), w.jsonSize(b.Size), w.lost(b.Regret)})
	}
	return choices
}

func (f findings) jsonAnswer() *jsonAnswer {
	switch {
	case f.prediction != nil:
		p := f.prediction
		budget := f.Total(float64(p.Budget))
		return &jsonAnswer{Budget: &budget, Size: f.jsonSize(p.Size), Best: f.count(p.Classes),
			Score: jsonOf(f.Estimate(p.Error)),
			Lost:  f.lost(p.Regret), Misses: f.choices(p.Misses), Others: f.choices(p.Baselines)}
	case f.spent != nil:
		p := f.spent
		cost := p.Cost + f.prices.overhead
		return &jsonAnswer{Total: &f.prices.total, Cost: &cost, Size: f.jsonSize(p.Size), Best: f.count(p.Classes),
			Score: jsonOf(f.Estimate(p.Error)), Lost: f.lost(p.Regret), Misses: f.choices(p.Misses),
			Others: f.choices(p.Baselines)}
	}
	return nil
}

func (f findings) jsonNeeded() *jsonNeeded {
	if f.needed == nil {
		return nil
	}
	total := f.needed.Total
	total.Value += f.prices.overhead
	total.Interval.Low, total.Interval.High = total.Interval.Low+f.prices.overhead, total.Interval.High+f.prices.overhead
	return &jsonNeeded{f.prices.wanted, jsonOf(total), f.jsonSize(f.needed.Best.Size)}
}

func (f findings) jsonLaw(s theory.LawScore) jsonLaw {
	step := math.Abs(f.ScoreOf(1) - f.ScoreOf(0))
	j := jsonLaw{Name: s.Law.Name(), TeX: s.Law.TeX()}
	if s.HeldOutErr == nil {
		j.HeldOut, j.Wins, j.Lost = finite(step*s.HeldOut), finite(s.Wins), finite(step*s.Regret)
	}
	if s.Err != nil {
		j.Error = f.Sentence(s.Err.Error())
	}
	if s.LackOfFit.Known {
		j.PValue = finite(s.LackOfFit.PValue)
	}
	return j
}

func (f findings) jsonBacktest() []jsonRule {
	if f.backtested == nil || f.backtestErr != nil {
		return nil
	}
	var rules []jsonRule
	for _, row := range f.backtested.Rows {
		rule := jsonRule{Name: f.InWords(row.Name), Why: f.Sentence(row.Reason)}
		if row.Applied() {
			lost := f.lost(row.Regret)
			rule.Lost = &lost
			if row.Size.Classes > 0 {
				size := f.jsonSize(row.Size)
				rule.Size = &size
			}
		}
		rules = append(rules, rule)
	}
	return rules
}

func (f findings) jsonOrigins() (origins []jsonOrigin) {
	if f.origins == nil || f.originsErr != nil {
		return nil
	}
	for _, row := range f.origins.Rows {
		j := jsonOrigin{Budget: f.Total(float64(row.Target)), Size: f.jsonSize(row.Size),
			Score: jsonOf(f.Estimate(row.Predicted)), Measured: jsonOf(f.Estimate(row.Measured)), Held: row.Held,
			Groups: f.count(row.Classes), BestGroups: f.count(row.BestClasses), Lost: f.lost(row.Lost),
			Expected: f.lost(row.Expected)}
		for _, n := range row.Fitted {
			j.Fitted = append(j.Fitted, f.Total(float64(n)))
		}
		for _, s := range row.Sizes {
			j.Sizes = append(j.Sizes, jsonAtSize{f.jsonSize(s.Size), jsonOf(f.Estimate(s.Predicted)),
				jsonOf(f.Estimate(s.Measured)), s.Held})
		}
		origins = append(origins, j)
	}
	return origins
}
