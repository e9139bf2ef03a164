package db

import "slices"

// Window is how Sift reads rows.
type Window struct {
	Rows  int // that are read at once
	Limit int // that are read for a page; at least Rows
}

// Sift reads a page of up to size items of a list whose rows SQL cannot choose. It
// reads windows of rows with read, in the direction of the cursor at, and gives each to
// choose, which returns a value for each row, nil for one that is not shown. Having read
// the limit of w, it stops: the page may then have fewer items and still a neighbour.
func Sift[T, U any](
	at string,
	size int,
	w Window,
	read func(at string, size int) (Page[T], error),
	choose func([]T) ([]*U, error),
) (out Page[U], err error) {
	backwards := isBackwards(at)
	from := at
	for done := 0; ; {
		p, err := read(from, w.Rows)
		if err != nil {
			return out, err
		}
		found, err := choose(p.Items)
		if err != nil {
			return out, err
		}
		if done == 0 {
			out.Previous, out.Next = p.Previous, p.Next
		}
		rest := p.Next
		if backwards {
			rest = p.Previous
		}
		for n := range found {
			i := n
			if backwards {
				i = len(found) - 1 - n
			}
			if found[i] == nil {
				continue
			}
			if len(out.Items) == size {
				rest = from
				if n > 0 && backwards {
					rest = p.Before(i + 1)
				} else if n > 0 {
					rest = p.After(i - 1)
				}
				done = w.Limit
				break
			}
			out.Items = append(out.Items, *found[i])
		}
		if done += w.Rows; rest != "" && done < w.Limit {
			from = rest
			continue
		}
		if backwards {
			out.Previous = rest
			slices.Reverse(out.Items)
		} else {
			out.Next = rest
		}
		return out, nil
	}
}
