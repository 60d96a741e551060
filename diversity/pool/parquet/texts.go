package parquet

import (
	"errors"
	"io"
	"strconv"

	"github.com/parquet-go/parquet-go"
)

// readTexts reads a column of integers or texts.
func readTexts(chunk parquet.ColumnChunk, rows int) (texts []string, err error) {
	pages := chunk.Pages()
	defer func() { err = errors.Join(err, pages.Close()) }()
	for {
		page, err := pages.ReadPage()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, wrong("%w", err)
		}
		err = eachValue(page, func(v parquet.Value) error {
			text, err := labelText(v)
			texts = append(texts, text)
			if err == nil && len(texts) > rows {
				err = wrong("more values than the %d rows", rows)
			}
			return err
		})
		parquet.Release(page)
		if err != nil {
			return nil, err
		}
	}
	if len(texts) != rows {
		return nil, wrong("%d values, expected %d", len(texts), rows)
	}
	return texts, nil
}

// eachValue visits the values of a page.
func eachValue(page parquet.Page, visit func(parquet.Value) error) error {
	in, buffer := page.Values(), make([]parquet.Value, 64)
	for {
		n, err := in.ReadValues(buffer)
		for _, v := range buffer[:n] {
			if err := visit(v); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return wrong("%w", err)
		}
		if n == 0 {
			return wrong("%w", io.ErrNoProgress)
		}
	}
}

func labelText(v parquet.Value) (string, error) {
	switch {
	case v.IsNull():
		return "", wrong("a row without a label")
	case v.Kind() == parquet.Int32:
		return strconv.Itoa(int(v.Int32())), nil
	case v.Kind() == parquet.Int64:
		return strconv.FormatInt(v.Int64(), 10), nil
	case v.Kind() == parquet.Boolean:
		return map[bool]string{false: "0", true: "1"}[v.Boolean()], nil
	case v.Kind() == parquet.ByteArray && len(v.ByteArray()) > 0 && len(v.ByteArray()) < 4096:
		return string(v.ByteArray()), nil
	}
	return "", wrong("a label %.80v of kind %v, expected an integer or a text", v, v.Kind())
}
