package compare

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tradeoff/kernel/internal/cell"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/jupyter/ipynb"
)

// counted is a notebook of cells with a count each, 0 for none.
func counted(t *testing.T, counts ...int) *ipynb.Notebook {
	t.Helper()
	var cells []string
	for i, n := range counts {
		count := fmt.Sprint(n)
		if n == 0 {
			count = "null"
		}
		cells = append(cells, fmt.Sprintf(`{"cell_type": "code", "id": "c%d", "metadata": {}, "execution_count": %s,
 "source": "line%d()", "outputs": []}`, i, count, i+1))
	}
	cells = append(cells, `{"cell_type": "code", "id": "e", "metadata": {}, "execution_count": null, "source": " ", "outputs": []}`)
	n, err := ipynb.Parse([]byte(`{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [` + strings.Join(cells, ",") + "]}"))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestOrder(t *testing.T) {
	for _, c := range []struct {
		counts []int
		want   []string
	}{
		{[]int{1, 2, 3}, nil}, {[]int{4, 9, 12}, nil}, {nil, nil}, {[]int{0, 0}, nil},
		{[]int{1, 5, 3, 6}, []string{"cell 3 of 4 `line3()` ran before cell 2 above it: In [3], and there In [5]"}},
		{[]int{9, 2, 3}, []string{
			"cell 2 of 3 `line2()` ran before cell 1 above it: In [2], and there In [9]",
			"cell 3 of 3 `line3()` ran before cell 1 above it: In [3], and there In [9]",
		}},
		{[]int{1, 0, 2}, []string{"cell 2 of 3 `line2()` was not run, though others were"}},
		{[]int{2, 2}, []string{"cell 2 of 2 `line2()` ran before cell 1 above it: In [2], and there In [2]"}},
	} {
		if got := Order(counted(t, c.counts...)); !slices.Equal(got, c.want) {
			t.Errorf("%v: %q, want %q", c.counts, got, c.want)
		}
	}
}

func TestChangedCells(t *testing.T) {
	for metadata, want := range map[string][]string{
		`{}`: nil, `{"` + protocol.SourceKey + `": 3}`: nil, `[]`: nil, `{"` + protocol.SourceKey + `": "` + cell.SourceDigest("line1()\n") + `"}`: nil,
		`{"` + protocol.SourceKey + `": "` + cell.SourceDigest("before()") + `"}`: {"cell 1 of 1 `line1()` was changed after it had shown its value"},
	} {
		n := counted(t, 1)
		n.Cells[0].Outputs = append(n.Cells[0].Outputs, []byte(`{"output_type": "execute_result", "metadata": `+metadata+`}`))
		if got := Order(n); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", metadata, got, want)
		}
	}
}
