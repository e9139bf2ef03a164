package consultationreportweb

import (
	"github.com/folkmoot/folkmoot/internal/analysis/resultview"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/consultationreport"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/decision/issueview"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// exampleReport has something in every section.
func exampleReport() showView {
	full := resultview.ExampleFull()
	groups := resultview.ExampleGroups()
	full.Groups, full.Differences, full.Hiding = groups.Groups, groups.Differences, groups.Hiding
	full.Events, full.Letters = []string{"2 events, with 31 people attending"}, []string{"3 letters"}
	v := showView{
		View: full, Lang: "en", FactsLang: "en", Invented: "this report",
		Consultation: page.UserText{Text: "The park", Href: "/consultations/park"}, Published: "version 2, 20 July 2016",
		Release: page.Link{Text: "Results, release 2", Href: "/consultations/park/results/2"}, ReleaseHref: "/consultations/park/results/2",
		Later:   page.Link{Text: "release 3, 3 June 2016", Href: "/consultations/park/results/3"},
		Changes: []changeView{{"Summary", edit.CompareWords("People want lamps.", "People want lamps and benches.")}},
		Versions: []page.Link{{Text: "version 2, 20 July 2016"},
			{Text: "version 1, 1 July 2016", Href: "/consultations/park/report/versions/1"}},
		EasyReadHref: "/consultations/park/report/easy-read", Downloads: web.ExampleDownloads("/consultations/park/report/versions/2"),
		Entry: page.Link{Text: "Entry 1,201 in the public record", Href: "/record?part=1&before=1201#entry-1201"},
		Facts: factsView{
			Summary: "We want to improve the *park*.", Why: "It is dark.", Formative: "Everything.", Duty: "We promised to.",
			Audience: "Everyone", Area: "North", NoAlternatives: "There are no others.",
			Alternatives: []consult.Alternative{{Option: "Close it at night", WhyDiscarded: "People walk home through it."}},
			OtherWays:    []string{"On paper, from any library."},
			Documents: []documentView{{"The plan", "Proposal", []page.Link{
				{Text: "Standard", Href: "/consultations/park/documents/plan"}, {Text: "Easy Read", Href: "https://example.org/easy"}}}},
			Opens: "25 April 2016", Closes: "27 May 2016, 11:59pm", Length: "33 days", Promised: "30 June 2016",
			Acts:         []actView{{"25 April 2016", "Opened", ""}, {"2 May 2016", "Extended", "Forms were late."}},
			IssueSummary: "Light matters most.", Limits: "Few *young* people.",
			Decisions: []decisionView{{page.UserText{Text: "Lights in the park", Href: "/decisions/park"}, "Decision", "Cabinet",
				"20 July 2016"}},
			FeedbackHref: "/feedback/park", Checksum: "9f86d081",
		},
		Issues: issueview.Examples(),
		Assessments: []assessmentView{{page.UserText{Text: "Lighting in parks", Href: "/assessments/lighting/2"}, "version 2, 20 June 2016",
			[]string{"Adverse impact on disability, size small: Lamp posts narrow one path."}}},
		chain: page.Chain{{Name: "Consultation", State: page.Done, Href: "/consultations/park"}},
	}
	for _, s := range consultationreport.Sections {
		v.Sections = append(v.Sections, sectionView{ID: s.ID, Title: s.Title, Words: decision.Plain("What we found.")})
	}
	v.Sections[0].Words = decision.Prose{{{Text: "Of the answers, "}, {Text: "62% (412 of 668)", Href: "/consultations/park/results/2#q-use"},
		{Text: " were for it."}}}
	return v
}

// exampleDraft is a draft with nothing but a title, whose release does not exist.
func exampleDraft() showView {
	v := showView{Consultation: page.UserText{Text: "Parc", Href: "/consultations/parc", Lang: "cy"}, Lang: "cy", FactsLang: "cy",
		Back:     page.Link{Text: "Back to the record", Href: "/staff/consultations/parc/report"},
		Problems: []string{"There is no figure “use/no”."}, Latest: page.Link{Text: "version 3, 1 May 2017", Href: "/consultations/parc/report"}}
	for _, s := range consultationreport.Sections {
		v.Sections = append(v.Sections, sectionView{ID: s.ID, Title: s.Title, Missing: s.Missing, Advice: s.Hint})
	}
	return v
}
