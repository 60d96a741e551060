package product

import (
	"slices"

	"gonum.org/v1/gonum/mat"
)

// view is a matrix in memory: element i, j is data[i*row+j*column].
type view struct {
	data        []float64
	row, column int
	rows        int
	columns     int
}

func viewOf(m mat.Matrix) view {
	switch m := m.(type) {
	case *mat.Dense:
		raw := m.RawMatrix()
		return view{raw.Data, raw.Stride, 1, raw.Rows, raw.Cols}
	case mat.Transpose:
		return viewOf(m.Matrix).transposed()
	}
	return viewOf(mat.DenseCopyOf(m))
}

func (v view) transposed() view { return view{v.data, v.column, v.row, v.columns, v.rows} }

func (v view) rowsOf(from, to int) view {
	return view{v.data[from*v.row:], v.row, v.column, to - from, v.columns}
}

func (v view) columnsOf(from, to int) view {
	return v.transposed().rowsOf(from, to).transposed()
}

// strips copies so many rows at a time, each strip with its columns one after the other, the last filled up with zeros.
func (v view) strips(memory []float64, width int) []float64 {
	count := (v.rows + width - 1) / width
	memory = slices.Grow(memory[:0], count*width*v.columns)[:count*width*v.columns]
	for s := range count {
		strip := memory[s*width*v.columns:][:width*v.columns]
		rows := v.rowsOf(s*width, min((s+1)*width, v.rows))
		if rows.rows < width {
			clear(strip)
		}
		if v.row == 1 {
			rows.copyColumns(strip, width)
		} else {
			rows.copyRows(strip, width)
		}
	}
	return memory
}

// copyColumns copies columns of which each lies in one piece.
func (v view) copyColumns(strip []float64, width int) {
	for j := range v.columns {
		copy(strip[j*width:], v.data[j*v.column:][:v.rows])
	}
}

// copyRows copies rows, four at a time while there are so many.
func (v view) copyRows(strip []float64, width int) {
	i := 0
	for ; v.column == 1 && i+4 <= v.rows; i += 4 {
		a, b := v.data[i*v.row:][:v.columns], v.data[(i+1)*v.row:][:v.columns]
		c, d := v.data[(i+2)*v.row:][:v.columns], v.data[(i+3)*v.row:][:v.columns]
		for j := range a {
			into := strip[j*width+i:][:4]
			into[0], into[1], into[2], into[3] = a[j], b[j], c[j], d[j]
		}
	}
	for ; i < v.rows; i++ {
		for j := range v.columns {
			strip[j*width+i] = v.data[i*v.row+j*v.column]
		}
	}
}
