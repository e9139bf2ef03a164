package analysis

import "slices"

// comparison says how far the responses are from those of a release.
type comparison struct {
	withdrawn int64 // since
	changed   int64 // new, or excluded or counted now and not then
	counted   int64 // how many are counted in one of the two only
	otherData bool  // what came beside the questionnaire, or what was decided about like responses
}

func (d comparison) unchanged() bool { return d.changed == 0 && !d.otherData }

// recordPosition is where a response stands in the record. After a restore there may be
// two with one index.
type recordPosition struct{ epoch, index int64 }

// recordPositions says where the responses of a list stand. Releases of the first shape
// do not name the epoch: there, of those with one index, the first is of an
// earlier one. Entries are only ever added behind the others.
func recordPositions(list []ResponseStatus, named bool) []recordPosition {
	all, seen := make([]recordPosition, len(list)), map[int64]int64{}
	for i, s := range list {
		all[i] = recordPosition{s.Epoch, s.Index}
		if !named {
			all[i].epoch = seen[s.Index]
			seen[s.Index]++
		}
	}
	return all
}

// compare holds what the responses come to now against an earlier release.
func compare(then *Release, now *resultCounts) (d comparison) {
	named := then.Format != formatV1
	before := make(map[recordPosition]string, len(then.Statuses))
	for i, at := range recordPositions(then.Statuses, named) {
		before[at] = then.Statuses[i].Status
	}
	var stands int64 // for another of its set that was withdrawn
	for i, at := range recordPositions(now.statuses, named) {
		is, was := now.statuses[i].Status, before[at]
		delete(before, at)
		switch {
		case is == was:
			continue
		case is == "withdrawn" && was != "":
			d.withdrawn++
		case is == "counted" && was == statusCampaign:
			stands++
		default:
			d.changed++
		}
		if (is == "counted") != (was == "counted") {
			d.counted++
		}
	}
	d.changed += int64(len(before)) // none is ever gone; if one is, Audit says so
	if named {
		d.otherData = !slices.Equal(then.Submissions, now.submissions) || !slices.Equal(then.clusterDecisions(), now.clusterDecisions())
	}
	if d.otherData || stands > d.withdrawn {
		d.changed += stands
	}
	return d
}
