package retentionweb

import (
	"net/url"

	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/moderation/responseview"
	"github.com/folkmoot/folkmoot/internal/page"
)

var retentionExamples = []retentionView{
	{
		ClockJumped: "27 May 2016 at 9:30am",
		Action:      retentionPath,
		Due: &dueList{
			Items: []dueItemView{
				{
					Action:       retentionPath,
					Consultation: "getting-about",
					What:         "drafts",
					Title:        "Getting about",
					Name:         "Saved answers that were not sent",
					DueDate:      "10 June 2016",
					Outcome:      "They will be deleted.",
					Count:        "3 items",
					Why:          "The privacy notice promises a shorter period.",
					Fields:       form.Form{exampleField("why-getting-about-drafts", "")},
				},
			},
			Pages: page.Neighbours(retentionPath, url.Values{"list": {listDue}}, "", "2"),
		},
		Later: &dueList{Items: []dueItemView{
			exampleLater("not known yet (counted from the decision)", ""),
		}, Pages: page.Neighbours(retentionPath, url.Values{"list": {listLater}}, "", "2")},
		Runs: &deletionRunList{
			Items: []deletionRunView{{"Getting about", "Contact details of respondents", "12 deleted", "An officer", "27 May 2016"}},
			Pages: page.Neighbours(retentionPath, url.Values{"list": {listRuns}}, "", "2"),
		},
	},
	{
		Action:  retentionPath + "?list=later",
		AllHref: retentionPath,
		Errors:  form.Form{exampleField("why-getting-about-words", "Enter why the retention period is different.")},
		Later: &dueList{
			Items:   []dueItemView{exampleLater("27 May 2027", "Enter why the retention period is different.")},
			Partial: true,
			Pages:   page.Neighbours(retentionPath, url.Values{"list": {listLater}}, "1", "3"),
		},
	},
	{Due: &dueList{}, Later: &dueList{}, Runs: &deletionRunList{}},
}

func exampleLater(dueDate, problem string) dueItemView {
	return dueItemView{
		Action:       retentionPath,
		Consultation: "getting-about",
		What:         "words",
		Title:        "Getting about",
		Name:         "Written answers and postcodes",
		DueDate:      dueDate,
		Outcome:      "They will be deleted. Answers chosen from lists will be kept.",
		Count:        "1,200 items",
		Fields:       form.Form{exampleField("why-getting-about-words", problem)},
	}
}

func exampleField(id, problem string) *form.Field {
	return responseview.TextareaField(id, "Why is the period different?", "", "", problem)
}
