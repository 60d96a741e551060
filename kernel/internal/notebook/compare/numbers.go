package compare

import (
	"fmt"

	"tradeoff/kernel/internal/jupyter/ipynb"
	"tradeoff/kernel/internal/notebook/inline"
)

// numbers compares the numbers of running text: those of the committed notebook with those that the run wrote.
func (r *Report) numbers(committed, executed *ipynb.Notebook, t Tolerance) error {
	before, after := written(committed), written(executed)
	if len(before) != len(after) {
		return fmt.Errorf("%w: the executed copy has %d cells of Markdown, the committed one %d", ipynb.ErrNotebook,
			len(after), len(before))
	}
	for i, c := range before {
		a, err := inline.Find(string(c.Source))
		if err != nil {
			return err
		}
		b, err := inline.Find(string(after[i].Source))
		if err != nil {
			return err
		}
		if len(a) != len(b) {
			return fmt.Errorf("%w: the Markdown cell %d of the executed copy has other numbers", ipynb.ErrNotebook, i+1)
		}
		for j := range a {
			k := comparison{tolerance: t, report: r, cell: Difference{Cell: i + 1, Count: len(before), Title: c.Title(),
				Output: "Markdown, " + a[j].Expression}}
			k.texts("", a[j].Value, b[j].Value)
		}
	}
	return nil
}

func written(n *ipynb.Notebook) (list []ipynb.Cell) {
	for _, c := range n.Cells {
		if c.Type == ipynb.Markdown {
			list = append(list, c)
		}
	}
	return list
}
