package setup

import (
	"cmp"
	"context"
	"fmt"
)

// Status is what a check found.
type Status struct {
	OK      bool
	What    string // is wrong; "" means that the component is missing
	Where   string // path; may be empty
	Version string // may be empty
	Why     string // it is not OK; or a remark
	Mend    string // what the user does about it; "" where setup installs it
}

// Component is one thing that notebooks need.
type Component struct {
	Name     string
	Optional bool // notebooks run without it
	Check    func(ctx context.Context) Status
	Install  func(ctx context.Context, log func(string)) error // nil: only the user can
}

// Problem is an error that tells a user what is wrong, why, and the command that mends it.
type Problem struct {
	What, Why, Mend string
}

// Error has one line for each.
func (p *Problem) Error() string {
	return fmt.Sprintf("%s\n  why:  %s\n  mend: %s", p.What, p.Why, p.Mend)
}

// again is what mends most failures.
const again = "go run ./kernel setup"

// problem describes a component that a check did not find.
func (c Component) problem(s Status) error {
	what := s.What
	what = cmp.Or(what, c.Name+" is missing")
	return &Problem{What: what, Why: s.Why, Mend: s.Mend}
}

func present(where, version string) Status { return Status{OK: true, Where: where, Version: version} }

func absent(why string) Status { return Status{Why: why, Mend: again} }
