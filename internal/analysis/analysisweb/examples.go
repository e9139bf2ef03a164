package analysisweb

import (
	"github.com/folkmoot/folkmoot/internal/analysis/resultview"
	"github.com/folkmoot/folkmoot/internal/page"
)

var waitingPage = page.New(
	templateFiles,
	"templates/waiting.html",
	waitingView{
		Title:        "The park",
		Consultation: "/consultations/park",
		PromisedDate: "30 June 2016",
		Invented:     "This consultation is invented.",
		Message: "This consultation is open. We will not show any results until it closes, so that other people’s " +
			"answers do not influence yours.",
		RespondHref: "/consultations/park/respond",
		chain: page.Chain{
			{Name: "Consultation", State: page.Current, Href: "/consultations/park"},
			{Name: "Results", State: page.Promised, Note: "promised by 30 June 2016"},
		},
	},
	waitingView{Title: "The park", Consultation: "/consultations/park", PromisedDate: "30 June 2016", Overdue: true,
		Message: "This consultation has closed. We are reading and counting the responses."},
	waitingView{
		Title:        "The park",
		Consultation: "/consultations/park",
		Message:      "This consultation was withdrawn, so there are no results. The consultation page explains why.",
	},
)

var resultsPage = page.New(page.WithParts(templateFiles, resultview.Files), "templates/results.html",
	exampleResults(), exampleSmall(), examplePreview(), exampleGroups(), exampleFiltered())

// examplePreview is a preview of a release.
func examplePreview() resultsView {
	v := exampleSmall()
	v.ReleaseHref, v.Preview = "/staff/consultations/park/results", true
	return v
}

// exampleResults is a release with every type of question and every note.
func exampleResults() resultsView {
	v := resultsOf(resultview.ExampleFull())
	v.OfferFiles(nil, v.Href)
	v.Checksum, v.EntryNumber, v.Invented = "9f86d081", "1,411", "The responses to this consultation are invented."
	v.EntryHref = "/record?part=1&before=1411#entry-1411"
	v.Others = []releaseLink{
		{1, resultview.ReleasePath("park", 1), "20 May 2016", ""},
		{3, resultview.ReleasePath("park", 3), "3 June 2016", "We corrected a mistake in the questionnaire."},
	}
	v.Newer = &v.Others[1]
	v.Related = []page.Link{{Text: "Consultation report", Href: "/consultations/park/report"}}
	v.chain = page.Chain{
		{Name: "Consultation", State: page.Done, Href: "/consultations/park"},
		{Name: "Results", State: page.Current, Href: "/consultations/park/results"},
	}
	return v
}

// exampleFiltered is a release of which the reader looks for one question.
func exampleFiltered() resultsView {
	v := exampleGroups()
	v.filter("bins")
	return v
}

// exampleGroups is a release with answers by group: one table is shown, one is withheld.
func exampleGroups() resultsView {
	v := resultsOf(resultview.ExampleGroups())
	v.Checksum = "9f86d081"
	return v
}

// exampleSmall is the release of a consultation with few responses.
func exampleSmall() resultsView {
	v := resultsOf(resultview.ExampleSmall())
	v.Checksum, v.FirstPublished = "9f86d081", "27 May 2016"
	return v
}
