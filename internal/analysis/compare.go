package analysis

import "slices"

// comparison is the difference between a release and the responses now.
type comparison struct {
	withdrawn int64 // responses withdrawn since the release
	changed   int64 // responses that are new, or whose exclusion changed
	counted   int64 // responses that are counted in only one of the two
	otherData bool  // submissions or cluster decisions changed
}

func (d comparison) unchanged() bool { return d.changed == 0 && !d.otherData }

// recordPosition is the position of a response in the public record. After a
// restore from backup, two responses may have the same index in different epochs.
type recordPosition struct{ epoch, index int64 }

// recordPositions returns the positions of responses. Releases in formatV1 have
// no epochs (hasEpochs is false): there, the first response with an index is of
// an earlier epoch than the next, because entries are only appended.
func recordPositions(list []ResponseStatus, hasEpochs bool) []recordPosition {
	all, seen := make([]recordPosition, len(list)), map[int64]int64{}
	for i, s := range list {
		all[i] = recordPosition{s.Epoch, s.Index}
		if !hasEpochs {
			all[i].epoch = seen[s.Index]
			seen[s.Index]++
		}
	}
	return all
}

// compare compares an earlier release with the responses now.
func compare(then *Release, now *resultCounts) (d comparison) {
	hasEpochs := then.Format != formatV1
	before := make(map[recordPosition]string, len(then.Statuses))
	for i, at := range recordPositions(then.Statuses, hasEpochs) {
		before[at] = then.Statuses[i].Status
	}
	// substitutes is the number of responses that are counted now in place of a
	// withdrawn response of the same cluster.
	var substitutes int64
	for i, at := range recordPositions(now.statuses, hasEpochs) {
		is, was := now.statuses[i].Status, before[at]
		delete(before, at)
		switch {
		case is == was:
			continue
		case is == "withdrawn" && was != "":
			d.withdrawn++
		case is == "counted" && was == statusCampaign:
			substitutes++
		default:
			d.changed++
		}
		if (is == "counted") != (was == "counted") {
			d.counted++
		}
	}
	d.changed += int64(len(before)) // responses are never deleted; if one is missing, Audit reports it
	if hasEpochs {
		d.otherData = !slices.Equal(then.Submissions, now.submissions) || !slices.Equal(then.clusterDecisions(), now.clusterDecisions())
	}
	if d.otherData || substitutes > d.withdrawn {
		d.changed += substitutes
	}
	return d
}
