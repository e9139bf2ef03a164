package attack

import (
	"fmt"
	"maps"
	"slices"

	"github.com/folkmoot/folkmoot/disclose"
)

// publish releases results if the rules allow it, by group or not.
func (w *world) publish() {
	r := release{}
	var counted []*person
	for _, p := range w.people {
		code, reason := w.code(p), ""
		if p.excluded && !p.gone {
			reason = excludedName
		}
		r.reasons = append(r.reasons, reason)
		if r.codes = append(r.codes, code); code == disclose.Counted {
			counted = append(counted, p)
		}
	}
	h := w.history(r.codes)
	if len(w.releases) > 0 && !h.MayRelease(w.policy) || len(counted) == 0 {
		return
	}
	for i := range w.versions {
		var in []*person
		for _, p := range counted {
			if p.version == i {
				in = append(in, p)
			}
		}
		if len(in) > 0 {
			f := w.versions[i].form
			f.Answered = map[disclose.Slot]disclose.Count{}
			for q := range names {
				f.Answered[w.slot(q)] = w.table(q, in, disclose.Proposal).States.Answered
			}
			if w.rows {
				f.Answered[disclose.Slot{Question: grid}] = w.gridTable(in).States.Answered
			}
			r.forms = append(r.forms, f)
		}
	}
	b := w.policy.Publish(h, r.forms)
	r.channels = breakDown(b, "channel", counted, channel)
	r.editions = breakDown(b, disclose.ByEdition, counted, w.edition)
	if len(w.versions) > 1 && w.versions[1].edition == "standard" && r.editions.Hidden == 0 {
		versions := breakDown(b, disclose.ByVersion, counted, w.versionName)
		r.versions = &versions
	}
	if w.rows {
		w.publishRows(b, &r, counted)
	}
	for q, name := range names {
		if w.slot(q).Row == "" {
			r.tables[q] = b.Question(name, w.table(q, counted, w.topicOf(q)))
		}
	}
	w.publishSets(b, &r)
	if len(w.releases) == 0 && w.rng.IntN(5) > 0 || w.rng.IntN(2) == 0 {
		w.publishCrosses(b, &r, counted)
	}
	w.releases = append(w.releases, r)
}

// publishRows adds the tables of the question that has rows to r, as package analysis does.
func (w *world) publishRows(b *disclose.Publication, r *release, counted []*person) {
	linked := b.IsLinked(grid)
	table := func(t disclose.Table, s disclose.Slot) disclose.ReleasedTable {
		why := b.Reason(t.Topic, s)
		switch {
		case linked:
			why = disclose.LinkedQuestion
		case b.Divides(func(f disclose.Form) string { return f.AskedIf(grid, s.Row) }):
			why = disclose.HiddenVersion
		}
		out := w.policy.Release(t)
		if why != disclose.NotWithheld {
			out = w.policy.Withhold(t, why)
		}
		if out.HidesCounts() {
			b.Hide(grid)
		}
		return out
	}
	r.grid = table(w.gridTable(counted), disclose.Slot{Question: grid})
	for _, q := range []int{view, use} {
		r.tables[q] = table(w.table(q, counted, w.topicOf(q)), w.slot(q))
	}
}

// gridTable counts who answered any row.
func (w *world) gridTable(people []*person) disclose.Table {
	answered := int64(0)
	for _, p := range people {
		if answeredGrid(p.answers) {
			answered++
		}
	}
	return disclose.Table{Topic: disclose.Proposal, States: disclose.StateCounts{
		Answered: disclose.NewCount(answered), Skipped: disclose.NewCount(int64(len(people)) - answered)}}
}

func answeredGrid(answers [questions]int) bool { return answers[view] >= 0 || answers[use] >= 0 }

// excludedName is the reason of responses that are excluded one by one.
const excludedName = "excluded"

func channel(p *person) string {
	if p.paper {
		return "paper"
	}
	return "web"
}

func (w *world) edition(p *person) string     { return w.versions[p.version].edition }
func (w *world) versionName(p *person) string { return w.versions[p.version].form.Version }

func breakDown(b *disclose.Publication, kind string, people []*person, by func(*person) string) breakdown {
	parts := map[string]int64{}
	for _, p := range people {
		parts[by(p)]++
	}
	out := breakdown{names: slices.Sorted(maps.Keys(parts))}
	var counts []disclose.Count
	for _, name := range out.names {
		counts = append(counts, disclose.NewCount(parts[name]))
	}
	out.ReleasedTable = b.Breakdown(kind, out.names, counts, disclose.NewCount(int64(len(people))))
	return out
}

func (w *world) topicOf(q int) disclose.Topic {
	if q == about {
		return w.topic
	}
	return disclose.Proposal
}

// count returns how many people gave each of the answers to a question of single choice, or none.
func count(people []*person, q int, answers ...int) (all []disclose.Count) {
	for _, a := range answers {
		n := int64(0)
		for _, p := range people {
			if p.answers[q] == a {
				n++
			}
		}
		all = append(all, disclose.NewCount(n))
	}
	return all
}

func (w *world) optionsOf(q int) (all []int) {
	for o := range w.options[q] {
		all = append(all, o)
	}
	return all
}

func (w *world) table(q int, people []*person, topic disclose.Topic) disclose.Table {
	states := count(people, q, skipped, notAsked)
	answered := int64(0)
	for _, p := range people {
		if p.answers[q] >= 0 {
			answered++
		}
	}
	t := disclose.Table{Topic: topic,
		States: disclose.StateCounts{Answered: disclose.NewCount(answered), Skipped: states[0], NotAsked: states[1]}}
	if w.multiple[q] {
		t.MinChoices, t.MaxChoices = 1, int64(w.options[q])
	}
	for o := range w.options[q] {
		n := int64(0)
		for _, p := range people {
			if w.chose(q, p.answers[q], o) {
				n++
			}
		}
		t.Cells = append(t.Cells, disclose.NewCount(n))
		t.Exclusive = append(t.Exclusive, w.alone[q] && o == w.options[q]-1)
	}
	return t
}

// history returns what the releases show, and whom they count; codes are how the new one counts everyone.
func (w *world) history(codes []int) *disclose.History {
	h := &disclose.History{}
	for i := range w.releases {
		h.Releases = append(h.Releases, w.shown(&w.releases[i]))
	}
	for i, p := range w.people {
		response := disclose.Response{Gone: p.gone, Attributes: []disclose.Attribute{
			{Kind: "channel", Value: channel(p)}, {Kind: disclose.ByEdition, Value: w.edition(p)},
			{Kind: disclose.ByVersion, Value: w.versionName(p)},
		}}
		for _, r := range w.releases {
			code := disclose.NotCounted
			if i < len(r.codes) {
				code = r.codes[i]
			}
			response.Codes = append(response.Codes, code)
		}
		response.Codes = append(response.Codes, codes[i])
		for q := range names {
			if p.answers[q] >= 0 && !p.gone {
				response.Answered = append(response.Answered, w.slot(q))
			}
		}
		if w.rows && answeredGrid(p.answers) && !p.gone {
			response.Answered = append(response.Answered, disclose.Slot{Question: grid})
		}
		h.Add(response)
	}
	return h
}

func (w *world) shown(r *release) disclose.Shown {
	s := disclose.Shown{Sets: len(w.apart), Breakdowns: map[string]disclose.ReleasedTable{
		"channel": r.channels.ReleasedTable, disclose.ByEdition: r.editions.ReleasedTable,
	}}
	if r.versions != nil {
		s.Breakdowns[disclose.ByVersion] = r.versions.ReleasedTable
	}
	add := func(q, code int, t disclose.ReleasedTable) {
		s.Tables = append(s.Tables, disclose.ShownTable{Question: names[q], Code: code, Answered: t.Answered, Hidden: t.HidesCounts()})
	}
	if r.excluded != nil && r.excluded.ShowsNumber() {
		s.Exclusions = &disclose.ShownExclusions{Names: r.excluded.names, Cells: r.excluded.Cells}
	}
	for q, t := range r.tables {
		if t.ShowsNumber() && w.slot(q).Row == "" {
			add(q, disclose.Counted, t)
		}
	}
	if rows := []disclose.ReleasedTable{r.grid, r.tables[view], r.tables[use]}; w.rows &&
		slices.ContainsFunc(rows, disclose.ReleasedTable.ShowsNumber) {
		s.Tables = append(s.Tables, disclose.ShownTable{Question: grid, Code: disclose.Counted, Answered: r.grid.Answered,
			Parts:  map[disclose.Slot]disclose.Cell{w.slot(view): rows[1].Answered, w.slot(use): rows[2].Answered},
			Hidden: slices.ContainsFunc(rows, disclose.ReleasedTable.HidesCounts)})
	}
	for _, set := range r.sets {
		for q, t := range set.effects {
			add(q, set.code, t)
		}
	}
	for _, c := range r.crosses {
		if c.Withheld == disclose.NotWithheld {
			s.Crossed = append(s.Crossed, names[c.question], names[about])
		}
	}
	return s
}

// publishSets adds the answers of similar responses that are excluded to r.
func (w *world) publishSets(b *disclose.Publication, r *release) {
	var setNames []string
	var counts []disclose.Count
	var members [][]*person
	sum := 0
	for k := range w.apart {
		var in []*person
		for i, p := range w.people {
			if r.codes[i] == disclose.SimilarSet+k {
				in = append(in, p)
			}
		}
		if members = append(members, in); len(in) > 0 {
			setNames, counts = append(setNames, fmt.Sprint(k)), append(counts, disclose.NewCount(int64(len(in))))
			sum += len(in)
		}
	}
	if others := w.excludedOtherwise(); others > 0 {
		setNames, counts = append(setNames, excludedName), append(counts, disclose.NewCount(others))
		sum += int(others)
	}
	if len(counts) == 0 {
		return
	}
	sizes := b.Exclusions(setNames, counts, disclose.NewCount(int64(sum)))
	if len(setNames) > 1 || sizes.Withheld == disclose.NotWithheld {
		r.excluded = &breakdown{setNames, sizes}
	}
	for k, in := range members {
		at := slices.Index(setNames, fmt.Sprint(k))
		if at < 0 || len(in) < 10 {
			continue
		}
		if _, shown := sizes.Cells[at].Number(); !shown {
			continue
		}
		s := set{code: disclose.SimilarSet + k, effects: map[int]disclose.ReleasedTable{}}
		for _, q := range []int{view, use} {
			if w.multiple[q] || w.slot(q).Row != "" {
				continue // only single choice is shown of similar responses
			}
			t := w.policy.Release(w.table(q, in, disclose.Monitoring))
			if t.Withheld == disclose.NotWithheld && b.Effect(k, names[q], r.tables[q], t) {
				s.effects[q] = t
			}
		}
		r.sets = append(r.sets, s)
	}
}

// excludedOtherwise returns how many responses are excluded, and not because they are similar to others.
func (w *world) excludedOtherwise() (n int64) {
	for _, p := range w.people {
		if p.excluded && !p.gone {
			n++
		}
	}
	return n
}

// publishCrosses adds the answers by group to r.
func (w *world) publishCrosses(b *disclose.Publication, r *release, counted []*person) {
	links := disclose.Links(r.forms, func(question string) bool {
		q := slices.Index(names[:], question)
		return r.tables[q].ShowsNumber()
	})
	side := func(q int) disclose.Side {
		return disclose.SideOf(names[q], r.tables[q], w.topicOf(q), links[names[q]]...)
	}
	lines := func(q int) []int { // as in disclose.SideOf
		all := w.optionsOf(q)
		for _, state := range []int{notAsked, skipped} {
			t := r.tables[q].NotAsked
			if state == skipped {
				t = r.tables[q].Skipped
			}
			if n, shown := t.Number(); n != 0 || !shown {
				all = append(all, state)
			}
		}
		return all
	}
	var crosses []disclose.Cross
	for _, q := range []int{view, use, extra} {
		if r.tables[q].Withheld != disclose.NotWithheld || w.multiple[q] || w.multiple[about] || w.slot(q).Row != "" {
			continue // only single choice is shown by group
		}
		c := cross{question: q, sides: [2][]int{lines(q), lines(about)}}
		of := disclose.Cross{Rows: side(q), Columns: side(about)}
		for _, a := range c.sides[0] {
			var in []*person
			for _, p := range counted {
				if p.answers[q] == a {
					in = append(in, p)
				}
			}
			of.Cells = append(of.Cells, count(in, about, c.sides[1]...))
		}
		crosses, r.crosses = append(crosses, of), append(r.crosses, c)
	}
	for i, released := range b.Crosses(crosses...) {
		r.crosses[i].ReleasedCross = released
	}
}
