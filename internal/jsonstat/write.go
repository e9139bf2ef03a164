package jsonstat

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
)

// Category is a category of a dimension.
type Category struct{ Code, Label string }

// Dimension is one side of a dataset.
type Dimension struct {
	ID, Label, Role string // Role is time, geo, metric or ""
	Categories      []Category
}

// Dataset describes a dataset that is written. Extension has what the format has no name for, such as the licence.
type Dataset struct {
	Label, Source, Updated string
	Notes                  []string
	Address                string // of the page about it
	Dimensions             []Dimension
	Extension              map[string]any
}

// Write writes a dataset. values calls set for each value with the positions of its categories; what is not set has no value.
// The values are written while they are read.
func Write(w io.Writer, d Dataset, values func(set func(at []int, value float64)) error) error {
	out := bufio.NewWriter(w)
	ids, sizes, dimensions, role := []string{}, []int{}, map[string]any{}, map[string][]string{}
	for _, one := range d.Dimensions {
		ids, sizes = append(ids, one.ID), append(sizes, len(one.Categories))
		codes, labels := []string{}, map[string]string{}
		for _, c := range one.Categories {
			codes, labels[c.Code] = append(codes, c.Code), c.Label
		}
		dimensions[one.ID] = map[string]any{"label": one.Label, "category": map[string]any{"index": codes, "label": labels}}
		if one.Role != "" {
			role[one.Role] = append(role[one.Role], one.ID)
		}
	}
	head := map[string]any{
		"version": "2.0", "class": "dataset", "label": d.Label, "source": d.Source, "id": ids, "size": sizes,
		"dimension": dimensions, "role": role,
	}
	if d.Address != "" {
		head["href"] = d.Address
	}
	if d.Updated != "" {
		head["updated"] = d.Updated
	}
	if len(d.Notes) > 0 {
		head["note"] = d.Notes
	}
	if len(d.Extension) > 0 {
		head["extension"] = d.Extension
	}
	text, err := json.Marshal(head)
	if err != nil {
		return err
	}
	_, _ = out.Write(text[:len(text)-1])
	_, _ = out.WriteString(`,"value":{`)
	first := true
	err = values(func(at []int, value float64) {
		cell := 0
		for i, n := range at {
			cell = cell*sizes[i] + n
		}
		if !first {
			_ = out.WriteByte(',')
		}
		first = false
		_, _ = fmt.Fprintf(out, `"%d":%s`, cell, strconv.FormatFloat(value, 'f', -1, 64))
	})
	if err != nil {
		return err
	}
	_, _ = out.WriteString("}}\n")
	return out.Flush()
}
