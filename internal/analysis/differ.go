package analysis

import "slices"

// difference says how far the responses are from those of a release.
type difference struct {
	withdrawn int64 // since
	other     int64 // new, or excluded or counted now and not then
	counted   int64 // how many are counted in one of the two only
	beside    bool  // what came beside the questionnaire, or what was decided about like responses
}

func (d difference) same() bool { return d.other == 0 && !d.beside }

// place is where a response stands in the record. After a restore there may be
// two with one index.
type place struct{ epoch, index int64 }

// places says where the responses of a list stand. Releases of the first shape
// do not name the epoch: there, of those with one index, the first is of an
// earlier one. Entries are only ever added behind the others.
func places(list []Status, named bool) []place {
	all, seen := make([]place, len(list)), map[int64]int64{}
	for i, s := range list {
		all[i] = place{s.Epoch, s.Index}
		if !named {
			all[i].epoch = seen[s.Index]
			seen[s.Index]++
		}
	}
	return all
}

// differ holds what the responses come to now against an earlier release.
func differ(then *Release, now *counted) (d difference) {
	named := then.Format != formatOne
	before := make(map[place]string, len(then.Status))
	for i, at := range places(then.Status, named) {
		before[at] = then.Status[i].Status
	}
	var stands int64 // for another of its set that was withdrawn
	for i, at := range places(now.status, named) {
		is, was := now.status[i].Status, before[at]
		delete(before, at)
		switch {
		case is == was:
			continue
		case is == "withdrawn" && was != "":
			d.withdrawn++
		case is == "counted" && was == leftOut:
			stands++
		default:
			d.other++
		}
		if (is == "counted") != (was == "counted") {
			d.counted++
		}
	}
	d.other += int64(len(before)) // none is ever gone; if one is, Audit says so
	if named {
		d.beside = !slices.Equal(then.Submissions, now.submissions) || !slices.Equal(then.decided(), now.decided())
	}
	if d.beside || stands > d.withdrawn {
		d.other += stands
	}
	return d
}
