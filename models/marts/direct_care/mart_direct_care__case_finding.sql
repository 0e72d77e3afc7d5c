{#- Of rows that may be used for direct care, with the people who object to secondary use: care for them goes on. -#}
{{ config(alias='mart_risk__case_finding') }}

{{ case_finding('DIRECT_CARE', scores=source('risk', 'person_scores'), features=ref('int_risk__features')) }}
