{#- Of rows that may be used for planning, without people who object to it. -#}
{{ case_finding('PLANNING', scores=source('risk', 'person_scores'), features=ref('int_risk__features')) }}
