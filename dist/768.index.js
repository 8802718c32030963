const u=768,l=[768],a={4768:((_,n,e)=>{e.r(n),e.d(n,{CSV_PARSE_OPTIONS:()=>r,parseRecords:()=>t});var s=e(6097);const r={record_delimiter:[`\r
`,`
`,"\r"],relax_column_count:!0,skip_empty_lines:!1};function t(o,c,d=-1){try{return(0,s.qg)(o,{...r,delimiter:c,to:d})}catch{return}}})};export{u as id,l as ids,a as modules};
