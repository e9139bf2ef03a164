package resultview

import (
	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/reach"
	"github.com/folkmoot/folkmoot/represent"
	"github.com/folkmoot/folkmoot/survey"
)

// ExampleFull is a release with every type of question and every note.
func ExampleFull() View {
	p := disclose.Standard()
	release := func(topic disclose.Topic, answered, private, skipped, notAsked int64, cells ...int64) disclose.ReleasedTable {
		t := disclose.Table{
			Topic: topic,
			States: disclose.StateCounts{Answered: disclose.NewCount(answered), PreferNotToSay: disclose.NewCount(private),
				Skipped: disclose.NewCount(skipped), NotAsked: disclose.NewCount(notAsked)},
		}
		for _, n := range cells {
			t.Cells = append(t.Cells, disclose.NewCount(n))
		}
		return p.Release(t)
	}
	measures := func(texts ...string) []disclose.ReleasedMeasure {
		var all []disclose.Measure
		for _, text := range texts {
			all = append(all, disclose.NewMeasure(text))
		}
		return p.ReleaseMeasures(disclose.Proposal, disclose.NewCount(1000), false, all...)
	}
	options := func(texts ...string) (all []analysis.Option) {
		for _, text := range texts {
			all = append(all, analysis.Option{ID: "o", Text: text})
		}
		return all
	}
	writeIns := release(disclose.Proposal, 1190, 0, 0, 0, 12).Cells[0]
	use := options("Every day", "Now and then", "Never", "Something else")
	use[3].WriteIns = &writeIns
	first := options("A new path", "More trees")
	for i, v := range [][]disclose.ReleasedMeasure{measures("1.31", "1480"), measures("1.69", "1210")} {
		first[i].Rank = &analysis.Rank{Mean: v[0], Borda: v[1]}
	}
	money := options("Paths", "Trees")
	for i, v := range [][]disclose.ReleasedMeasure{measures("61", "60"), measures("39", "40")} {
		money[i].Amount = &analysis.Amount{Mean: v[0], Median: v[1]}
	}
	visits := measures("4.2", "1", "3", "6")
	hidden := func(t disclose.ReleasedTable) disclose.ReleasedTable {
		t.PreferNotToSay, t.Skipped, t.NotAsked, t.NotValid = disclose.Cell{}, disclose.Cell{}, disclose.Cell{}, disclose.Cell{}
		return t
	}
	withNotValid := p.Release(disclose.Table{
		Topic: disclose.Proposal,
		States: disclose.StateCounts{Answered: disclose.NewCount(800), Skipped: disclose.NewCount(398),
			NotValid: disclose.NewCount(2)},
		Cells: []disclose.Count{disclose.NewCount(790), disclose.NewCount(640)},
	})
	v := New(
		nil,
		&analysis.StoredRelease{Checksum: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", Release: &analysis.Release{
			Forms:        []analysis.Form{{Edition: "easy-read", Lang: "en"}, {Edition: "standard", Lang: "en"}},
			Consultation: "park", Title: "The future of the park", Number: 2, Reason: "We found 12 more paper forms.", Policy: p.Rules(),
			Responses: analysis.ResponseCounts{Receipts: 1205, Counted: 1200, Withdrawn: 3, Excluded: 2},
			Channels: analysis.Breakdown{
				Names:         []string{"paper", "phone", "web"},
				ReleasedTable: release(disclose.Monitoring, 1200, 0, 0, 0, 37, 3, 1160),
			},
			Editions: analysis.Breakdown{
				Names:         []string{"easy-read", "standard"},
				ReleasedTable: release(disclose.Monitoring, 1200, 0, 0, 0, 45, 1155),
			},
			Versions: &analysis.Breakdown{Names: []string{"a1", "b2"}, ReleasedTable: release(disclose.Monitoring, 1200, 0, 0, 0, 150, 1050)},
			Changes: []analysis.QuestionChange{
				{
					Question:   "use",
					Kind:       consult.WordingChange,
					Edition:    "standard",
					Note:       "We corrected a spelling mistake.",
					OldVersion: "a1",
					NewVersion: "b2",
					OldText:    "How oftn do you use the park?",
					NewText:    "How often do you use the park?",
					Date:       "2016-04-28",
				},
				{
					Question:   "for",
					Kind:       consult.MeaningChange,
					Edition:    "easy-read",
					OldVersion: "c3",
					NewVersion: "b2",
					NewText:    "What do you use it for?",
					Date:       "2016-04-28",
				},
				{
					Question:   "rate",
					Kind:       consult.MeaningChange,
					Edition:    "standard",
					OldVersion: "a1",
					NewVersion: "c3",
					OldText:    "How good are these?",
					Date:       "2016-04-28",
				},
				{
					Question:   "lights",
					Kind:       consult.MeaningChange,
					Edition:    "standard",
					OldVersion: "a1",
					NewVersion: "b2",
					OldText:    "Are the paths lit?",
					NewText:    "Are the paths lit well enough?",
					Date:       "2016-04-28",
				},
				{
					Question:   "why",
					Kind:       consult.MeaningChange,
					Edition:    "standard",
					OldVersion: "a1",
					NewVersion: "b2",
					OldText:    "Reason",
					NewText:    "Why do you say so?",
					Date:       "2016-04-28",
				},
			},
			Engagement: []reach.Shown{{Date: "2016-05-12", Method: reach.Outreach, Groups: []string{"Age: 16 to 24"}, Where: "Exampleton",
				What: "We visited two youth clubs.", Who: "Youth service", People: 35, Result: "Most had not known about it."},
				{Date: "2016-05-14", Method: reach.FocusGroup, Groups: []string{"Sex: Female"}, What: "We met a group.", Who: "Parks team", Few: true}},
			Area: "Exampleshire", Benchmarks: []represent.Benchmark{
				{Basis: represent.Basis{Question: "religion", Area: "Exampleshire"}, Population: represent.Residents,
					Source: "Census 2021, TS030", Date: "2021-03-21", Of: "of those who answered", People: []represent.People{
						{ID: "no-religion", N: 3000}, {ID: "christian", N: 3500}, {ID: "hindu", N: 400}, {ID: "sikh", N: 100}, {ID: "buddhist", N: 20}}},
				{Basis: represent.Basis{Question: "sex", Area: "Exampleshire"}, Population: represent.Residents,
					Source: "Census 2021, TS009", Date: "2021-03-21", People: []represent.People{{ID: "female", N: 5100}, {ID: "male", N: 4900}}},
				{Basis: represent.Basis{Question: "sex", Area: "Exampleshire"}, Population: represent.Affected,
					Source: "Park permits", Date: "2026-01-01", People: []represent.People{{ID: "female", N: 700}, {ID: "male", N: 300}}},
				{Basis: represent.Basis{Question: "disability", Area: "Exampleshire"}, Population: represent.Residents,
					Source: "Census 2021, TS038", Date: "2021-03-21",
					People: []represent.People{{ID: "disabled", N: 1600}, {ID: "not-disabled", N: 8400}}},
				{Basis: represent.Basis{Question: "self-described-disability", Area: "Exampleshire"}, Population: represent.Affected,
					Source: "Park permits", Date: "2026-01-01", People: []represent.People{{ID: "yes", N: 100}, {ID: "no", N: 900}}},
			},
			Submissions: []analysis.SubmissionCount{
				{Kind: entry.Letter, Count: 1},
				{Kind: entry.Email, Count: 14},
				{Kind: entry.Petition, Count: 1, SignaturesClaimed: 911, SignaturesChecked: 874},
				{Kind: entry.Petition, Count: 2, SignaturesClaimed: 40},
				{Kind: entry.Event, Count: 2, Attendees: 42},
			},
			Clusters: []analysis.Cluster{
				{
					DetectedBy: moderation.SameAnswers,
					Decision:   moderation.CountOnce,
					Reason:     "A local society asked its members to send these answers.",
					Responses:  61,
					Excluded:   60,
					Effect:     []analysis.Effect{{Question: "use", ReleasedTable: release(disclose.Monitoring, 60, 0, 0, 0, 0, 50, 7, 3)}},
				},
				{
					DetectedBy: moderation.SimilarText,
					Decision:   moderation.ReportSeparately,
					Reason:     "A shop gave its customers a standard letter.",
					Responses:  12,
					Excluded:   12,
				},
				{
					DetectedBy: moderation.BurstDay,
					Day:        "2016-05-02",
					Decision:   moderation.CountAll,
					Reason:     "They were sent after a public meeting.",
					Responses:  80,
				},
				{DetectedBy: moderation.SameAnswers, Decision: moderation.CountOnce, Reason: "The same form was sent twice.", SizeHidden: true},
				{DetectedBy: moderation.SimilarText, Decision: moderation.CountAll,
					Reason: "Members of one family responded together.", SizeHidden: true},
				{
					DetectedBy: moderation.BurstDay,
					Day:        "2016-05-03",
					Decision:   moderation.ReportSeparately,
					Reason:     "The responses appear to be automated.",
					SizeHidden: true,
				},
			},
			Questions: []analysis.Question{
				{
					ID:            "use",
					Kind:          survey.Single,
					Text:          "How often do you use the park?",
					ReleasedTable: release(disclose.Proposal, 1190, 4, 6, 0, 612, 401, 164, 13),
					Options:       use,
				},
				{
					ID:            "for",
					Kind:          survey.Multiple,
					Text:          "What do you use it for?",
					ReleasedTable: release(disclose.Proposal, 1013, 0, 13, 174, 900, 411, 2),
					Options:       options("Walking", "Play", "Model boats"),
				},
				{ID: "rate", Kind: survey.Matrix, Text: "How good are these?", Options: options("Good", "Fair", "Poor"), Rows: []analysis.Row{
					{
						ID:            "paths",
						Text:          "The paths round the lake and through the woods",
						ReleasedTable: release(disclose.Proposal, 1100, 0, 100, 0, 120, 380, 600),
					},
					{ID: "trees", Text: "The trees", ReleasedTable: release(disclose.Proposal, 1000, 0, 200, 0, 700, 200, 100)},
					{ID: "boats", Text: "The boats", ReleasedTable: release(disclose.Proposal, 7, 0, 1193, 0, 7, 0, 0)}}},
				{
					ID:            "first",
					Kind:          survey.Ranking,
					Text:          "What should come first?",
					ReleasedTable: release(disclose.Proposal, 900, 0, 300, 0, 600, 300),
					Options:       first,
				},
				{
					ID:   "plan",
					Kind: survey.Single,
					Text: "Do you agree with the plan?",
					Options: []analysis.Option{
						{ID: "strongly-agree--agree", Text: "Strongly agree / Agree", Merges: []string{"strongly-agree", "agree"}},
						{ID: "disagree", Text: "Disagree"},
					},
					ReleasedTable: release(disclose.Proposal, 900, 0, 300, 0, 600, 300),
					ByScale: []analysis.Scale{
						{Question: analysis.Question{ID: "plan", Kind: survey.Single, Text: "Do you agree with the plan?",
							Options:       options("Strongly agree", "Agree", "Disagree"),
							ReleasedTable: hidden(release(disclose.Proposal, 860, 0, 0, 0, 300, 270, 290))}},
						{Edition: "easy-read", Question: analysis.Question{ID: "plan", Kind: survey.Single, Text: "Do you like the plan?",
							Options: []analysis.Option{{ID: "yes", Text: "Yes", Merges: []string{"strongly-agree", "agree"}},
								{ID: "disagree", Text: "No"}},
							ReleasedTable: hidden(release(disclose.Proposal, 40, 0, 0, 0, 30, 10))}},
					},
				},
				{
					ID:            "money",
					Kind:          survey.Budget,
					Text:          "How would you spend £100?",
					Unit:          "£",
					Total:         100,
					ReleasedTable: withNotValid,
					Options:       money,
				},
				{
					ID:            "visits",
					Kind:          survey.Number,
					Text:          "How many visits a month?",
					ReleasedTable: release(disclose.Proposal, 950, 0, 250, 0),
					Number:        &analysis.Number{Mean: visits[0], Lower: visits[1], Median: visits[2], Upper: visits[3]},
				},
				{
					ID:   "fare",
					Kind: survey.Number,
					Text: "What would you pay for a day ticket?",
					Unit: "£",
					Options: []analysis.Option{
						{ID: "dont-know", Text: "Don’t know"}, {ID: survey.Typed, Text: "Gave a number"},
					},
					ReleasedTable: release(disclose.Proposal, 840, 0, 360, 0, 210, 630),
					Number:        &analysis.Number{Mean: visits[0], Lower: visits[1], Median: visits[2], Upper: visits[3]},
				},
				{ID: "why", Kind: survey.LongText, Text: "Why do you say so?", ReleasedTable: release(disclose.Proposal, 311, 0, 889, 0)},
				{ID: "idea", Kind: survey.ShortText, Text: "One thing to change?", ReleasedTable: release(disclose.Proposal, 450, 0, 750, 0)},
				{ID: "last", Kind: survey.Date, Text: "When did you last visit?", ReleasedTable: release(disclose.Proposal, 702, 0, 498, 0)},
				{ID: "lights", Kind: survey.Single, Text: "Are the paths lit well enough?", Options: options("Yes", "No"),
					ReleasedTable: p.Withhold(disclose.Table{Cells: make([]disclose.Count, 2)}, disclose.CountedSeparately), Wordings: []analysis.Wording{
						{
							Question: analysis.Question{
								Kind:          survey.Single,
								Text:          "Are the paths lit?",
								Options:       options("Yes", "No"),
								ReleasedTable: release(disclose.Proposal, 900, 0, 150, 0, 310, 590),
							},
						},
						{
							From: "2016-04-28",
							Question: analysis.Question{
								Kind:          survey.Single,
								Text:          "Are the paths lit well enough?",
								Options:       options("Yes", "No"),
								ReleasedTable: p.Withhold(disclose.Table{Cells: make([]disclose.Count, 2)}, disclose.TooFewAnswers),
							},
						}}},
				{
					ID:            "boat",
					Kind:          survey.Single,
					Text:          "Do you own a boat?",
					ReleasedTable: release(disclose.Proposal, 4, 0, 0, 1196, 4, 0),
					Options:       options("Yes", "No"),
				},
				{
					ID:            "religion",
					Kind:          survey.Single,
					Text:          "What is your religion?",
					Monitoring:    true,
					Sensitive:     true,
					ReleasedTable: release(disclose.Sensitive, 1010, 60, 130, 0, 480, 460, 63, 7, 0),
					Options:       options("No religion", "Christian", "Hindu", "Sikh", "Buddhist"),
				},
				{
					ID: "sex", Kind: survey.Single, Text: "What is your sex?", Monitoring: true,
					ReleasedTable: release(disclose.Monitoring, 1000, 80, 120, 0, 610, 390), Options: []analysis.Option{
						{ID: "female", Text: "Female"}, {ID: "male", Text: "Male"}},
				},
				{ID: "health-condition", Kind: survey.Single, Text: "Do you have a condition or illness?", Monitoring: true, Sensitive: true,
					ReleasedTable: release(disclose.Sensitive, 900, 80, 220, 0, 250, 650), Options: []analysis.Option{
						{ID: "yes", Text: "Yes"}, {ID: "no", Text: "No"}}},
				{ID: "activity-limitation", Kind: survey.Single, Text: "Does it reduce what you can do?", Monitoring: true, Sensitive: true,
					ReleasedTable: release(disclose.Sensitive, 240, 10, 0, 950, 80, 100, 60), Options: []analysis.Option{
						{ID: "a-lot", Text: "Yes, a lot"}, {ID: "a-little", Text: "Yes, a little"}, {ID: "not-at-all", Text: "Not at all"}}},
				{
					ID:            "english",
					Kind:          survey.Single,
					Text:          "How well can you speak English?",
					Monitoring:    true,
					ReleasedTable: p.Withhold(disclose.Table{Cells: make([]disclose.Count, 2)}, disclose.LinkedQuestion),
					Options:       options("Very well", "Not well"),
				},
			},
		}},
		"en",
	)
	v.Date, v.PublishedHref = "27 May 2016", "/consultations/the-park/published-responses"
	v.Questions[0].Uses = []page.UserText{{Text: "The paths are dark.", Href: "/decisions/park#issue-dark"}}
	return v
}

// ExampleGroups is a release with answers by group: one table is shown, one is withheld.
func ExampleGroups() View {
	p := disclose.Standard()
	table := func(topic disclose.Topic, answered, private, skipped int64, cells ...int64) disclose.ReleasedTable {
		t := disclose.Table{Topic: topic, States: disclose.StateCounts{Answered: disclose.NewCount(answered),
			PreferNotToSay: disclose.NewCount(private), Skipped: disclose.NewCount(skipped)}}
		for _, n := range cells {
			t.Cells = append(t.Cells, disclose.NewCount(n))
		}
		return p.Release(t)
	}
	option := func(id, text string) analysis.Option { return analysis.Option{ID: id, Text: text} }
	use := analysis.Question{ID: "use", Kind: survey.Single, Text: "Should we widen the paths?",
		ReleasedTable: table(disclose.Proposal, 300, 0, 12, 160, 80, 60),
		Options: []analysis.Option{option("agree", "Agree"), option("neither", "Neither agree nor disagree"),
			option("disagree", "Disagree")}}
	asked := use
	asked.ID, asked.Text = "bins", "Should there be more bins?"
	sex := analysis.Question{ID: "sex", Kind: survey.Single, Text: "What is your sex?", Monitoring: true,
		ReleasedTable: table(disclose.Monitoring, 290, 22, 0, 150, 140),
		Options:       []analysis.Option{option("female", "Female"), option("male", "Male")}}
	var cells [][]disclose.Count
	for _, row := range [][]int64{{100, 57, 3}, {30, 40, 10}, {17, 41, 2}, {3, 2, 7}} {
		cells = append(cells, nil)
		for _, n := range row {
			cells[len(cells)-1] = append(cells[len(cells)-1], disclose.NewCount(n))
		}
	}
	cross := p.ReleaseCross(disclose.Cross{Cells: cells, Rows: disclose.SideOf(use.ID, use.ReleasedTable, disclose.Proposal),
		Columns: disclose.SideOf(sex.ID, sex.ReleasedTable, disclose.Monitoring)})
	var answers []analysis.Group
	for _, o := range use.Options {
		answers = append(answers, analysis.Group{Name: o.Text, Options: []string{o.ID}})
	}
	v := New(nil, &analysis.StoredRelease{Checksum: "9f86d081", Release: &analysis.Release{
		Format: "folkmoot/release/v5", Forms: []analysis.Form{{Edition: "standard", Lang: "en"}},
		Consultation: "paths", Title: "The paths", Number: 1, Policy: p.Rules(), Responses: analysis.ResponseCounts{Receipts: 312, Counted: 312},
		Questions: []analysis.Question{use, asked, sex},
		ByGroup: &analysis.GroupResults{By: sex.ID,
			Groups: []analysis.Group{{Name: "Female", Options: []string{"female"}}, {Name: "Male", Options: []string{"male"}},
				{State: survey.PreferNotToSay}},
			Tables: []analysis.GroupTable{
				{Question: use.ID, ReleasedCross: cross, Answers: append(answers, analysis.Group{State: survey.Skipped})},
				{Question: asked.ID, ReleasedCross: disclose.ReleasedCross{Withheld: disclose.LinkedCross}},
			}},
	}}, "en")
	v.Date = "27 May 2026"
	return v
}

// ExampleSmall is the release of a consultation with few responses.
func ExampleSmall() View {
	p := disclose.Standard()
	few := p.Release(
		disclose.Table{Topic: disclose.Proposal, States: disclose.StateCounts{Answered: disclose.NewCount(4)}, Cells: make([]disclose.Count, 2)},
	)
	v := New(nil, &analysis.StoredRelease{Checksum: "9f86d081", Release: &analysis.Release{
		Format: "folkmoot/release/v1",
		Changes: []analysis.QuestionChange{{
			Question: "fill", Kind: consult.MeaningChange, Edition: "gu", Date: "2016-04-28",
			OldText: "તે પૂરી દેવું?", NewText: "શું આપણે તે પૂરી દઈએ?",
		}},
		Forms:        []analysis.Form{{Edition: "standard", Lang: "en"}, {Edition: "gu", Lang: "gu"}},
		Consultation: "pond", Title: "The pond", Number: 1, Policy: p.Rules(), Responses: analysis.ResponseCounts{Receipts: 4, Counted: 4},
		Questions: []analysis.Question{{ID: "fill", Kind: survey.Single, Text: "Shall we fill it in?", ReleasedTable: few,
			Options: []analysis.Option{{ID: "yes", Text: "Yes"}, {ID: "no", Text: "No"}}}},
	}}, "en")
	v.Date = "27 May 2026"
	return v
}
