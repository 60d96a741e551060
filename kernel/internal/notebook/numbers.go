package notebook

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"tradeoff/kernel/internal/files"
	"tradeoff/kernel/internal/jupyter/ipynb"
	"tradeoff/kernel/internal/notebook/inline"
)

// ask adds a cell at the end that prints the numbers of the text, see package inline. It returns their expressions.
func (r *request) ask(d *document) (expressions []string, err error) {
	for i, c := range d.Cells {
		if c.Type != ipynb.Markdown {
			continue
		}
		list, err := inline.Find(string(c.Source))
		if err != nil {
			return nil, fmt.Errorf("cell %d, Markdown: %w", i+1, err)
		}
		for _, n := range list {
			if !slices.Contains(expressions, n.Expression) {
				expressions = append(expressions, n.Expression)
			}
		}
	}
	if len(expressions) > 0 {
		source := inline.Program(expressions)
		r.Insert = append(r.Insert, insertion{len(d.Cells), source, "numbers-of-the-text"})
		d.Cells = append(d.Cells, cell{Cell: ipynb.Cell{Type: ipynb.Code, Source: ipynb.Text(source)},
			added: "the numbers of the text"})
	}
	return expressions, nil
}

// answer takes the added cell out of an executed notebook and, after success, writes what it printed into the text.
func answer(path string, expressions []string, succeeded bool) error {
	if len(expressions) == 0 {
		return nil
	}
	n, err := ipynb.Read(path)
	if !succeeded && errors.Is(err, os.ErrNotExist) {
		return nil // the driver was killed
	}
	if err != nil {
		return err
	}
	last := n.Cells[len(n.Cells)-1]
	n.Cells = n.Cells[:len(n.Cells)-1]
	if succeeded {
		if err := fill(n, expressions, last); err != nil {
			return err
		}
	}
	content, err := n.Bytes()
	if err != nil {
		return err
	}
	return files.Write(path, content, 0o644)
}

func fill(n *ipynb.Notebook, expressions []string, asked ipynb.Cell) error {
	var printed strings.Builder
	for i := range asked.Outputs {
		o, err := asked.Output(i)
		if err != nil {
			return err
		}
		if o.Type == ipynb.Stream && o.Name == "stdout" {
			printed.WriteString(string(o.Text))
		}
	}
	values, err := inline.Values(expressions, printed.String())
	if err != nil {
		return err
	}
	for i, c := range n.Cells {
		if c.Type != ipynb.Markdown {
			continue
		}
		filled, err := inline.Fill(string(c.Source), values)
		if err != nil {
			return fmt.Errorf("cell %d, Markdown: %w", i+1, err)
		}
		n.Cells[i].Source = ipynb.Text(filled)
	}
	return nil
}
